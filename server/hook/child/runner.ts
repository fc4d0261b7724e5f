import { writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { answerOf } from './author-answer.ts';
import { MessageReader, messageStart, type Message } from './messages.ts';

/*
 * The program of a hook's process: loads one hook, gives it the pictures that come on stdin, and writes its answers to
 * descriptor 3. It runs with the permissions of the hook. The server trusts nothing that comes from here.
 */

const answersFd = 3;
const limits = { headBytes: 1024 * 1024, bodyBytes: 256 * 1024 * 1024 };
const textLength = 1_000;

type Hook = (frame: object, context: object) => unknown;

/** The head of a message of the server. */
interface FrameHead {
  id: number;
  camera: string;
  format: 'jpeg' | 'raw';
  width: number;
  height: number;
  sequence: number;
  time: number;
  options: Record<string, unknown>;
}

closeWaysOut();
await main(process.argv[2] ?? '', process.argv[3] !== 'read');

/**
 * Node's permissions do not cover signals. A hook of the same user could end the server, or start its debugger. Where
 * the machine allows it, the server closes this way too, with a name space of processes.
 */
function closeWaysOut(): void {
  for (const name of ['kill', '_kill', '_debugProcess', '_debugEnd'])
    Object.defineProperty(process, name, { value: undefined, writable: false, configurable: false });
}

async function main(path: string, prepares: boolean): Promise<void> {
  const loaded = await load(path, prepares);
  if ('problem' in loaded) {
    send({ type: 'unusable', ...loaded.problem });
    process.exit(1);
  }
  const { run, manifest } = loaded;
  send({ type: 'ready', manifest });
  const waiting: Message[] = [];
  let busy = false;
  const reader = new MessageReader(limits, (message) => {
    waiting.push(message);
    if (!busy) void work();
  });
  const work = async () => {
    busy = true;
    for (let message = waiting.shift(); message; message = waiting.shift()) await answer(run, message);
    busy = false;
  };
  process.stdin.on('data', (chunk: Buffer) => reader.push(chunk));
  // The server closes the pipe when the hook is to end.
  process.stdin.once('end', () => process.exit(0));
}

/** @param prepares whether the hook is to run: then its export `prepare` is called, e.g. to load a model */
async function load(
  path: string,
  prepares: boolean,
): Promise<{ run: Hook; manifest: unknown } | { problem: { code: string; message: string } }> {
  try {
    const loaded: unknown = await import(pathToFileURL(path).href);
    const exported = loaded as { default?: unknown; hook?: unknown; prepare?: unknown };
    const { default: run, hook: manifest, prepare } = exported;
    if (typeof run !== 'function')
      return { problem: { code: '', message: 'the file has no default export that is a function' } };
    if (prepares && typeof prepare === 'function') await (prepare as () => unknown)();
    return { run: run as Hook, manifest: manifest ?? null };
  } catch (error) {
    return { problem: problemOf(error) };
  }
}

async function answer(run: Hook, { head, body }: Message): Promise<void> {
  const { id, camera, format, width, height, sequence, time, options } = head as FrameHead;
  const startMs = performance.now();
  try {
    const frame = { camera, format, data: body, width, height, channels: 3, sequence, time };
    const said = answerOf(await run(frame, { options }), frame);
    const tookMs = performance.now() - startMs;
    send({ type: 'answer', id, tookMs, ...said.head }, said.picture);
  } catch (error) {
    send({ type: 'threw', id, ...problemOf(error) });
  }
}

function problemOf(error: unknown): { code: string; message: string } {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: code.slice(0, 64), message: text.slice(0, textLength) };
}

function send(head: object, body?: Uint8Array): void {
  writeAll(messageStart(head, body?.length ?? 0));
  if (body) writeAll(body);
}

function writeAll(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(answersFd, bytes, at);
}
