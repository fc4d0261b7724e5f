import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { closeFd, openFifo, type Fifo } from './fifo.ts';
import { MessageTail } from './message-tail.ts';
import { pauseUntil } from './paced-reading.ts';
import { findProgram, plainEnvironment } from './program.ts';

/** The time that a child has to end after SIGTERM before it is killed. */
const terminationGraceMs = 700;
/** A pipe holds 64 KiB, so one read can never return more. */
const readBufferBytes = 64 * 1024;
/** ffmpeg writes messages about a broken stream at about 2 KB/s, and the pipe holds 64 KiB. */
const messageDrainIntervalMs = 10_000;
/** The exit status of a shell and of setpriv for a program that does not exist. */
const notFoundStatus = 127;

export interface OutputChildOptions {
  /** A program name on PATH, or a path. */
  command: string;
  args: string[];
  /** The text on the child's stdin; by default stdin is empty. "open": see `OutputChild.input`. */
  input?: string | { kind: 'open' } | undefined;
  /** The child's file descriptor whose bytes are read: 1 is stdout; with 3, stdout counts as messages. */
  outputFd: 1 | 3;
  /**
   * Called with every piece of output. The buffer is used again: copy bytes that must outlive the call. Nothing more is
   * read before a returned promise has settled, so that the child has to wait.
   */
  onOutput: (chunk: Buffer) => Promise<void> | undefined;
}

/** How a child ended; a program that does not exist ends with status 127, as in a shell. */
export interface ProgramExit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface OutputChild {
  /** 0 when the program could not be started. */
  pid: number;
  /** The end of the child's messages on stderr (with outputFd 3 also on stdout). */
  messages(): string;
  /** The child's stdin where it was to be open. The caller writes to it; its errors mean that the child has ended. */
  input: Writable | undefined;
  /** Settles when the child has ended and its output is read to the end (not after an abort). Never rejects. */
  ended: Promise<ProgramExit>;
}

/**
 * Starts a program whose output is read for as long as it runs. When `signal` aborts, the program and its own children
 * are ended (SIGTERM, then SIGKILL). When this process dies, the kernel ends the program.
 * @throws Error when there are no free descriptors, no space in the temp folder, or the arguments are impossible
 */
export async function startOutputChild(
  options: OutputChildOptions,
  signal: AbortSignal,
): Promise<OutputChild> {
  const said = await openFifo({ nonBlockingWrites: true });
  const output = await openFifo({ nonBlockingWrites: false }).catch((error: unknown) => {
    closeFifo(said);
    throw error;
  });
  let child: ChildProcess;
  try {
    const { outputFd, input } = options;
    child = spawnDyingWithUs(options, [
      input === undefined ? 'ignore' : 'pipe',
      ...(outputFd === 1 ? [output.writeFd, said.writeFd] : [said.writeFd, said.writeFd, output.writeFd]),
    ]);
  } catch (error) {
    closeFifo(said);
    closeFifo(output);
    throw error;
  }
  closeFd(output.writeFd);
  closeFd(said.writeFd);

  // EPIPE: the child ended without reading its input; its exit status tells more
  child.stdin?.on('error', () => {});
  if (typeof options.input === 'string') child.stdin?.end(options.input);
  const messages = new MessageTail(said.readFd);
  const drain = setInterval(() => messages.read(), messageDrainIntervalMs);
  drain.unref();
  const reader = readOutput(output.readFd, options.onOutput);
  const exited = programExit(child, messages);

  let killTimer: NodeJS.Timeout | undefined;
  const terminate = () => {
    signalGroup(child, 'SIGTERM');
    // A stopped (SIGSTOP) or hanging child does not answer SIGTERM.
    killTimer = setTimeout(() => signalGroup(child, 'SIGKILL'), terminationGraceMs);
  };
  if (signal.aborted) terminate();
  else signal.addEventListener('abort', terminate, { once: true });

  const ended = exited.then(async (exit) => {
    signal.removeEventListener('abort', terminate);
    clearTimeout(killTimer);
    clearInterval(drain);
    // Children of the child may still hold the pipe; waiting for its end would take long.
    signalGroup(child, 'SIGKILL');
    if (signal.aborted) reader.stop();
    else signal.addEventListener('abort', reader.stop, { once: true });
    await reader.ended;
    signal.removeEventListener('abort', reader.stop);
    messages.close();
    return exit;
  });
  const input = (typeof options.input === 'object' && child.stdin) || undefined;
  return { pid: child.pid ?? 0, messages: () => messages.text(), input, ended };
}

/**
 * setpriv, part of every Debian, makes the kernel kill the child when this process dies in any way. (If this process
 * dies in the first millisecond, before setpriv has asked for it, the child lives until it writes to the closed pipe.)
 * A process group of its own allows to end the child's own children too, e.g. those of a wrapper script.
 */
function spawnDyingWithUs(options: OutputChildOptions, stdio: StdioOptions): ChildProcess {
  const setpriv = findProgram('setpriv');
  const [command, args] = setpriv
    ? [setpriv, ['--pdeathsig', 'KILL', options.command, ...options.args]]
    : [options.command, options.args];
  return spawn(command, args, { stdio, detached: true, env: plainEnvironment() });
}

function programExit(child: ChildProcess, messages: MessageTail): Promise<ProgramExit> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.on('error', (error: NodeJS.ErrnoException) => {
      messages.append(error.message);
      if (child.pid === undefined)
        resolve({ code: error.code === 'ENOENT' ? notFoundStatus : null, signal: null });
    });
  });
}

function readOutput(
  fd: number,
  onOutput: OutputChildOptions['onOutput'],
): { ended: Promise<void>; stop: () => void } {
  const buffer = Buffer.allocUnsafeSlow(readBufferBytes);
  const socket = new Socket({
    fd,
    readable: true,
    writable: false,
    onread: {
      buffer,
      callback: (length) => {
        pauseUntil(socket, onOutput(buffer.subarray(0, length)));
        return true;
      },
    },
  });
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  // A read error on this end of the pipe ends the output as its end does; the socket closes itself.
  socket.on('error', () => {});
  socket.resume();
  return { ended, stop: () => socket.destroy() };
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // the group has no process left
  }
}

function closeFifo(fifo: Fifo): void {
  closeFd(fifo.readFd);
  closeFd(fifo.writeFd);
}
