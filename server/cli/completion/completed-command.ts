import type { Command, Option } from 'commander';

/** The offers of a shell after a word: files, folders, one of these words, or nothing. */
export type Values = { kind: 'files' | 'folders' | 'any' } | { kind: 'words'; words: string[] };

export interface CompletedFlag {
  flag: string;
  description: string;
  /** Undefined for a flag without a value. */
  values: Values | undefined;
}

export interface CompletedCommand {
  name: string;
  description: string;
  flags: CompletedFlag[];
  /** The offers for its only argument, if it has one. */
  values: Values | undefined;
}

/** The commands and flags of `program` that a shell may offer. */
export function completedCommands(program: Command): {
  commands: CompletedCommand[];
  globals: CompletedFlag[];
} {
  const commands = program.commands.map((command): CompletedCommand => {
    const [argument] = command.registeredArguments;
    return {
      name: command.name(),
      description: command.description(),
      flags: flagsOf(command),
      values: argument && valuesOf(argument.name(), argument.argChoices),
    };
  });
  commands.push({ name: 'help', description: 'explain a command', flags: [], values: namesOf(commands) });
  return { commands, globals: flagsOf(program) };
}

/** The flags of a command, those of the program included; `serve` does not talk to a server. */
export function allFlags(command: CompletedCommand, globals: CompletedFlag[]): CompletedFlag[] {
  return distinct([...command.flags, ...(command.name === 'serve' ? [] : globals)]);
}

/** Each flag once. */
export function distinct(flags: CompletedFlag[]): CompletedFlag[] {
  return [...new Map(flags.map((flag) => [flag.flag, flag])).values()];
}

/** The names of commands as words to choose from. */
export const namesOf = (commands: CompletedCommand[]): Values => ({
  kind: 'words',
  words: commands.map(({ name }) => name),
});

function flagsOf(command: Command): CompletedFlag[] {
  const help = { flag: '--help', description: 'show the help', values: undefined };
  const own = command.options.flatMap((option) => (option.long ? [completed(option, option.long)] : []));
  return [...own.filter(({ flag }) => flag !== '--help'), help];
}

function completed(option: Option, flag: string): CompletedFlag {
  const value = /[<[](.+)[>\]]/.exec(option.flags)?.[1];
  const values = value === undefined ? undefined : valuesOf(value, option.argChoices);
  return { flag, description: option.description, values };
}

function valuesOf(name: string, choices: readonly string[] | undefined): Values {
  if (choices) return { kind: 'words', words: [...choices] };
  if (name === 'dir') return { kind: 'folders' };
  return { kind: name.startsWith('file') ? 'files' : 'any' };
}
