import { InvalidArgumentError, type Command } from 'commander';
import type { ServerAddress } from './server-address.ts';

interface SaveFlags {
  before?: number;
  after?: number;
  protect?: true;
}

/** Adds `save`, which keeps the last seconds of a camera with the recording mode "flight". */
export function addSave(program: Command, address: (command: Command) => ServerAddress): void {
  program
    .command('save')
    .description('save the last seconds of a camera that are in memory, and record the next ones')
    .argument('<id>', 'camera')
    .option('--before <seconds>', 'at most so many of the last seconds', seconds)
    .option('--after <seconds>', 'so many of the next seconds', seconds)
    .option('--protect', 'never remove them for the limits')
    .addHelpText('after', '\nExample:\n  rpicam-kiosk save door --before 30 --protect')
    .action(async (id: string, flags: SaveFlags, command: Command) => {
      const { printJson } = await import('./api-commands.ts');
      const path = `/api/cameras/${encodeURIComponent(id)}/recordings/save`;
      await printJson(address(command), { method: 'POST', path, body: JSON.stringify(flags) });
    });
}

function seconds(text: string): number {
  if (!/^\d{1,4}(\.\d+)?$/.test(text)) throw new InvalidArgumentError('It must be a number of seconds.');
  return Number(text);
}
