import { allFlags } from './completed-command.ts';
import type { CompletedCommand, CompletedFlag, Values } from './completed-command.ts';

/** A completion script for zsh: to be sourced, or put into $fpath. */
export function zshScript(commands: CompletedCommand[], globals: CompletedFlag[]): string {
  const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const action = (values: Values): string => {
    switch (values.kind) {
      case 'files':
        return '_files';
      case 'folders':
        return '_files -/';
      case 'words':
        return `(${values.words.join(' ')})`;
      case 'any':
        return ' ';
    }
  };
  const flagSpec = ({ flag, description, values }: CompletedFlag) =>
    quoted(
      `${flag}[${description.replaceAll(/[[\]:]/g, ' ')}]${values ? `:${flag.slice(2)}:${action(values)}` : ''}`,
    );
  const cases = commands.map((command) => {
    const { name, values } = command;
    const own = allFlags(command, globals).map(flagSpec);
    const argument = values ? [quoted(`1:argument:${action(values)}`)] : [];
    return `    ${name}) _arguments ${[...own, ...argument].join(' ')} ;;`;
  });
  return `#compdef rpicam-kiosk
# zsh completion for rpicam-kiosk; made by: rpicam-kiosk completion zsh
_rpicam_kiosk() {
  local curcontext="$curcontext" state line
  local -a commands
  commands=(
${commands.map(({ name, description }) => `    ${quoted(`${name}:${description}`)}`).join('\n')}
  )
  _arguments -C ${globals.map(flagSpec).join(' ')} '1:command:->command' '*::argument:->argument'
  case $state in
    command) _describe command commands ;;
    argument)
      case $words[1] in
${cases.map((line) => `    ${line}`).join('\n')}
      esac ;;
  esac
}
if [[ $funcstack[1] == _rpicam_kiosk ]]; then _rpicam_kiosk "$@"; else compdef _rpicam_kiosk rpicam-kiosk; fi
`;
}
