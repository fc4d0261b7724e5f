import type { IncomingMessage } from 'node:http';
import { open, rename, rm } from 'node:fs/promises';
import { errorText } from '../../contract/error-text.ts';
import { exportEntrySchema, exportsPath, type ExportEntry } from '../../contract/export.ts';
import { systemClock } from '../../runtime/clock.ts';
import { exists } from '../../runtime/exists.ts';
import { CommandError } from '../command-error.ts';
import { readAnswer, request, requestJson, type Ask } from '../request.ts';
import type { ServerAddress } from '../server-address.ts';
import { printableLine } from '../terminal-text.ts';
import type { ExportFlags } from './export-command.ts';

const pollMs = 1_000;
/** For a large file over a slow network. */
const downloadMs = 24 * 3_600_000;

/**
 * Has the server make an export, and saves it. What is on the server is removed then, also after Ctrl+C.
 * @throws CommandError when the export fails or the file cannot be written; else as `request`
 */
export async function exportRecordings(server: ServerAddress, flags: ExportFlags): Promise<void> {
  const { output, camera, from, to } = flags;
  if (await exists(output)) throw new CommandError(`${output} is there already; choose another name`);
  const format = output.toLowerCase().endsWith('.mp4') ? 'mp4' : 'mkv';
  const stop = new AbortController();
  const end = () => stop.abort();
  process.once('SIGINT', end).once('SIGTERM', end);
  const body = JSON.stringify({ camera, from, to, format });
  const { id } = await askEntry(server, { method: 'POST', path: exportsPath, body });
  try {
    const entry = await ended(server, id, stop.signal);
    if (entry.state === 'failed') throw new CommandError(entry.message);
    if (entry.state !== 'done') throw new CommandError('the export was cancelled');
    await download(server, id, output, stop.signal);
    process.stdout.write(`Saved ${entry.frames} pictures to ${output}\n`);
  } finally {
    process.off('SIGINT', end).off('SIGTERM', end);
    await forget(server, id);
  }
}

async function askEntry(server: ServerAddress, ask: Ask): Promise<ExportEntry> {
  const parsed = exportEntrySchema.safeParse(await requestJson(server, ask));
  if (parsed.success) return parsed.data;
  throw new CommandError('the server answered with no export; is it of the same version?');
}

async function ended(
  server: ServerAddress,
  id: string,
  signal: AbortSignal,
): Promise<Exclude<ExportEntry, { state: 'waiting' | 'running' }>> {
  const isTerminal = process.stderr.isTTY;
  for (;;) {
    const entry = await askEntry(server, { path: `${exportsPath}/${id}` });
    if (isTerminal) process.stderr.write(`\r\x1b[K${'ended_ms' in entry ? '' : progressLine(entry)}`);
    if ('ended_ms' in entry) return entry;
    await systemClock.sleep(pollMs, signal);
    if (signal.aborted) throw new CommandError('ended before the export was done');
  }
}

function progressLine(entry: Extract<ExportEntry, { state: 'waiting' | 'running' }>): string {
  if (entry.state === 'waiting') return 'waits for other exports';
  const { progress, seconds_left: left } = entry;
  return printableLine(`${Math.round(progress * 100)} %${left === null ? '' : `, ${left} s left`}`);
}

async function download(
  server: ServerAddress,
  id: string,
  output: string,
  signal: AbortSignal,
): Promise<void> {
  const ask = { path: `${exportsPath}/${id}/file`, timeoutMs: downloadMs, signal };
  const part = `${output}.part`;
  try {
    await readAnswer(server, ask, (answer) => save(answer, part));
    await writing(output, () => rename(part, output));
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

async function save(answer: IncomingMessage, path: string): Promise<void> {
  const file = await writing(path, () => open(path, 'w'));
  try {
    for await (const bytes of answer as AsyncIterable<Buffer>)
      await writing(path, () => file.appendFile(bytes));
  } finally {
    await file.close();
  }
}

/** @throws CommandError in place of what the file system throws */
async function writing<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    throw new CommandError(`cannot write ${path}: ${errorText(cause)}`, { cause });
  }
}

/** Ends the export if it is not done, and removes it. A server that does not answer removes it after a day. */
async function forget(server: ServerAddress, id: string): Promise<void> {
  const ask = { method: 'DELETE', path: `${exportsPath}/${id}` } as const;
  try {
    // The first one only cancels what is not done.
    const answer = await request(server, ask);
    if (answer.length > 0) await request(server, ask);
  } catch {
    // What made the command fail is told already.
  }
}
