import type { CompletedCommand, CompletedFlag, Values } from './completed-command.ts';

/** A completion script for fish. */
export function fishScript(commands: CompletedCommand[], globals: CompletedFlag[]): string {
  const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const value = (values: Values | undefined): string => {
    switch (values?.kind) {
      case undefined:
        return '';
      case 'files':
        return ' -r -F';
      case 'folders':
        return " -x -a '(__fish_complete_directories)'";
      case 'words':
        return ` -x -a ${quoted(values.words.join(' '))}`;
      case 'any':
        return ' -x';
    }
  };
  const flagLine = (condition: string, { flag, description, values }: CompletedFlag) =>
    `complete -c rpicam-kiosk ${condition}-l ${flag.slice(2)}${value(values)} -d ${quoted(description)}`;
  const names = commands.map(({ name }) => name).join(' ');
  const lines = globals.map((flag) => flagLine('', flag));
  for (const { name, description, flags, values } of commands) {
    const within = `-n '__fish_seen_subcommand_from ${name}' `;
    lines.push(
      `complete -c rpicam-kiosk -n 'not __fish_seen_subcommand_from ${names}' -f -a ${name} -d ${quoted(description)}`,
      ...flags.filter(({ flag }) => flag !== '--help').map((flag) => flagLine(within, flag)),
    );
    if (values) lines.push(`complete -c rpicam-kiosk ${within}${value(values).trim().replace(/^-r /, '')}`);
    else lines.push(`complete -c rpicam-kiosk ${within}-f`);
  }
  return `# fish completion for rpicam-kiosk; made by: rpicam-kiosk completion fish\n${lines.join('\n')}\n`;
}
