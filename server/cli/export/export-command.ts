import { InvalidArgumentError, type Command } from 'commander';
import type { ServerAddress } from '../server-address.ts';

export interface ExportFlags {
  camera: string;
  /** ISO 8601. */
  from: string;
  to: string;
  output: string;
}

/** Adds `export`, which saves a part of the server's recordings. */
export function addExport(program: Command, address: (command: Command) => ServerAddress): void {
  program
    .command('export')
    .description('save the recordings of a camera in a time as one file')
    .requiredOption('--camera <id>', 'camera')
    .requiredOption(
      '--from <time>',
      'e.g. 2026-11-29 10:00, where this machine is, or 2026-11-29T10:00:00Z',
      moment,
    )
    .requiredOption('--to <time>', 'up to this time', moment)
    .requiredOption('--output <file>', 'FILE.mkv (the pictures as they are) or FILE.mp4 (H.264)', outputFile)
    .addHelpText(
      'after',
      "\nExample:\n  rpicam-kiosk export --camera door --from '2026-11-29 10:00' --to '2026-11-29 10:05' --output door.mp4",
    )
    .action(async (flags: ExportFlags, command: Command) => {
      const { exportRecordings } = await import('./export-recordings.ts');
      await exportRecordings(address(command), flags);
    });
}

function moment(text: string): string {
  const at = new Date(/^\d{11,15}$/.test(text) ? Number(text) : text);
  if (Number.isNaN(at.getTime())) throw new InvalidArgumentError('It must be a time like 2026-11-29 10:00.');
  return at.toISOString();
}

function outputFile(text: string): string {
  if (!/[^/]\.(mkv|mp4)$/i.test(text)) throw new InvalidArgumentError('It must end in .mkv or .mp4.');
  return text;
}
