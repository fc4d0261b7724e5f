import { allFlags, distinct, namesOf } from './completed-command.ts';
import type { CompletedCommand, CompletedFlag, Values } from './completed-command.ts';

/** A completion script for bash 4.4 or newer. */
export function bashScript(commands: CompletedCommand[], globals: CompletedFlag[]): string {
  const flags = distinct([...globals, ...commands.flatMap((command) => command.flags)]);
  const words = (list: CompletedFlag[]) => list.map(({ flag }) => flag).join(' ');
  const reply = (values: Values): string => {
    switch (values.kind) {
      case 'files':
        return 'compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$cur")';
      case 'folders':
        return 'compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$cur")';
      case 'words':
        return `mapfile -t COMPREPLY < <(compgen -W "${values.words.join(' ')}" -- "$cur")`;
      case 'any':
        return ':';
    }
  };
  return `# bash completion for rpicam-kiosk; made by: rpicam-kiosk completion bash
_rpicam_kiosk() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command= words= i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
      ${globals.flatMap(({ flag, values }) => (values ? [flag] : [])).join('|')}) i=$((i + 1)) ;;
      -*) ;;
      *) command=\${COMP_WORDS[i]}; break ;;
    esac
  done
  case $prev in
${flags.flatMap(({ flag, values }) => (values ? [`    ${flag}) ${reply(values)}; return ;;`] : [])).join('\n')}
  esac
  if [[ $cur != -* ]]; then
    case $command in
      '') ${reply(namesOf(commands))}; return ;;
${commands.flatMap(({ name, values }) => (values ? [`      ${name}) ${reply(values)}; return ;;`] : [])).join('\n')}
    esac
  fi
  case $command in
    '') words="${words(globals)}" ;;
${commands.map((command) => `    ${command.name}) words="${words(allFlags(command, globals))}" ;;`).join('\n')}
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}
complete -F _rpicam_kiosk rpicam-kiosk
`;
}
