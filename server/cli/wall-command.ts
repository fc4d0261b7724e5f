import { InvalidArgumentError, type Command } from 'commander';
import { wallsPath, type WallCommand } from '../contract/wall.ts';
import type { ServerAddress } from './server-address.ts';

/** A value is false for the flag with "--no-". */
interface WallFlags {
  show?: string | false;
  enlarge?: string | false;
  page?: WallCommand['page'];
  message?: string | false;
  seconds?: number;
}

/** Adds `wall`, the remote control. */
export function addWall(program: Command, address: (command: Command) => ServerAddress): void {
  program
    .command('wall')
    .description('control a wall that is open on any screen')
    .argument('<name>', 'wall')
    .option('--show <ids>', 'show only these cameras, with commas between them')
    .option('--no-show', 'show the cameras of its settings again')
    .option('--enlarge <id>', 'show one camera over the whole wall')
    .option('--no-enlarge', 'show all cameras again')
    .option('--page <page>', 'go to a page: a number, "next" or "previous"', page)
    .option('--message <text>', 'show a line of text across the wall')
    .option('--no-message', 'remove the line')
    .option('--seconds <n>', 'how long the line stays; 0: until it is removed', seconds)
    .addHelpText(
      'after',
      '\nExample:\n  rpicam-kiosk wall kiosk --show door,yard --message "Somebody is at the door"',
    )
    .action(async (name: string, flags: WallFlags, command: Command) => {
      const { printJson } = await import('./api-commands.ts');
      const path = `${wallsPath}/${encodeURIComponent(name)}`;
      await printJson(address(command), { method: 'POST', path, body: JSON.stringify(wallCommand(flags)) });
    });
}

function wallCommand({ show, enlarge, page, message, seconds }: WallFlags): WallCommand {
  return {
    show: show === false ? null : show?.split(','),
    enlarge: enlarge === false ? null : enlarge,
    page,
    message: message === false ? null : message,
    message_seconds: seconds,
  };
}

function page(text: string): WallCommand['page'] {
  if (text === 'next' || text === 'previous') return text;
  if (!/^[1-9]\d?$/.test(text))
    throw new InvalidArgumentError('It must be a number from 1, "next" or "previous".');
  return Number(text);
}

function seconds(text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new InvalidArgumentError('It must be a number of seconds.');
  return Number(text);
}
