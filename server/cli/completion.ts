import type { Command } from 'commander';
import { bashScript } from './completion/bash-script.ts';
import { completedCommands } from './completion/completed-command.ts';
import { fishScript } from './completion/fish-script.ts';
import { zshScript } from './completion/zsh-script.ts';

/** The script that makes a shell complete the commands and flags of `program`. */
export function completionScript(program: Command, shell: 'bash' | 'zsh' | 'fish'): string {
  const { commands, globals } = completedCommands(program);
  return { bash: bashScript, zsh: zshScript, fish: fishScript }[shell](commands, globals);
}
