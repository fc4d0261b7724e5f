import { Argument, InvalidArgumentError, type Command } from 'commander';
import type { ServerAddress } from '../server-address.ts';
import type { RecordFlags } from './record-options.ts';

/** Adds `record`, which writes any MJPEG stream into a file. */
export function addRecord(
  program: Command,
  address: (command: Command) => ServerAddress,
  env: NodeJS.ProcessEnv,
): void {
  program
    .command('record')
    .description('record an MJPEG stream into a file until Ctrl+C')
    .addArgument(new Argument('[wait]', 'wait for a server before the recording').choices(['wait']))
    .option('--url <url>', "address of the stream (default the server's /stream.mjpg)")
    .option('--output <file>', 'the file, FILE.mkv or FILE.mp4', outputFile, 'recording.mp4')
    .option('--fps <n>', 'record at most so many frames per second', positive)
    .option('--limit-frames <n>', 'end after so many frames; 0: never', wholeNumber)
    .option('--boundary <text>', 'boundary of a stream that tells none', boundary)
    .option('--duration <seconds>', 'end so long after the first frame', seconds)
    .option('--retry', 'wait for the stream, and go on in the same file after a loss')
    .option('--force', 'replace a file that is there')
    .option('--verbose', 'tell more on stderr')
    .addHelpText('after', help)
    .action(async (wait: 'wait' | undefined, flags: RecordFlags, command: Command) => {
      const { recordOptions } = await import('./record-options.ts');
      const { record } = await import('./record.ts');
      const { waitSettings } = await import('./wait-for-server.ts');
      const options = recordOptions(flags, address(command), env);
      await record(options, wait && waitSettings(env));
    });
}

const help = `
"record wait" first waits until STREAM_WAIT_URL answers, for STREAM_WAIT_TIMEOUT seconds at most.

Examples:
  rpicam-kiosk record --url http://camera/cam/door/video --output door.mkv --duration 60
  rpicam-kiosk record wait --url http://user:password@camera/stream --output yard.mp4 --retry`;

function outputFile(text: string): string {
  if (!/[^/]\.(mkv|mp4)$/i.test(text)) throw new InvalidArgumentError('It must end in .mkv or .mp4.');
  return text;
}

function positive(text: string): number {
  if (!/^\d{1,9}(\.\d+)?$/.test(text) || Number(text) <= 0) {
    throw new InvalidArgumentError('It must be a number above 0.');
  }
  return Number(text);
}

/** A timer of Node's takes no more than 24 days. */
function seconds(text: string): number {
  const value = positive(text);
  if (value > 2_000_000) throw new InvalidArgumentError('It must be at most 2000000.');
  return value;
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number, or 0.');
  return Number(text);
}

function boundary(text: string): string {
  if (!/^[\x20-\x7e]{1,200}$/.test(text))
    throw new InvalidArgumentError('It must be 1 to 200 ASCII letters.');
  return text;
}
