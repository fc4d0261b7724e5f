import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { Socket } from 'node:net';
import { closeFd, openFifo, type Fifo } from './fifo.ts';
import { MessageTail } from './message-tail.ts';
import { pauseUntil } from './paced-reading.ts';
import { findProgram, plainEnvironment } from './program.ts';

/** How long a child may take to end after SIGTERM before it is killed. */
const terminationGraceMs = 700;
/** A pipe holds 64 KiB: one read can never return more. */
const readBufferBytes = 64 * 1024;
/** ffmpeg complains about a broken stream at some 2 KB/s and the pipe holds 64 KiB. */
const messageDrainIntervalMs = 10_000;
/** What a shell and setpriv answer for a program that is not there. */
const notFoundStatus = 127;

export interface OutputChildOptions {
  /** A name on PATH or a path. */
  command: string;
  args: string[];
  /** What the child finds on its stdin; without it stdin is empty. */
  input?: string | undefined;
  /** The child's descriptor whose bytes are read: 1 is stdout; with 3 stdout counts as messages. */
  outputFd: 1 | 3;
  /**
   * Called with every piece of output. The buffer is reused: copy what must outlive the call. Nothing more is read
   * before a promise it returns has settled, so that the child has to wait.
   */
  onOutput: (chunk: Buffer) => Promise<void> | undefined;
}

/** How a child ended; a program that is not there ends with status 127, as in a shell. */
export interface ProgramExit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface OutputChild {
  /** 0 when the program could not be started. */
  pid: number;
  /** The end of what it said on stderr (and stdout with outputFd 3). */
  messages(): string;
  /** Settles when the child is gone and its output read to the end (not after an abort). Never rejects. */
  ended: Promise<ProgramExit>;
}

/**
 * Starts a program whose output we read for as long as it runs. It and all it started are ended (SIGTERM, then
 * SIGKILL) when `signal` aborts; it is ended by the kernel when we die.
 * @throws Error when there are no descriptors, no space in the temp folder or no such arguments
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

  // EPIPE: it ended without reading its input, which its exit tells better
  child.stdin?.on('error', () => {});
  child.stdin?.end(options.input);
  const messages = new MessageTail(said.readFd);
  const drain = setInterval(() => messages.read(), messageDrainIntervalMs);
  drain.unref();
  const reader = readOutput(output.readFd, options.onOutput);
  const exited = programExit(child, messages);

  let killTimer: NodeJS.Timeout | undefined;
  const terminate = () => {
    signalGroup(child, 'SIGTERM');
    // A stopped (SIGSTOP) or hung child does not answer SIGTERM.
    killTimer = setTimeout(() => signalGroup(child, 'SIGKILL'), terminationGraceMs);
  };
  if (signal.aborted) terminate();
  else signal.addEventListener('abort', terminate, { once: true });

  const ended = exited.then(async (exit) => {
    signal.removeEventListener('abort', terminate);
    clearTimeout(killTimer);
    clearInterval(drain);
    // What it started may go on holding the pipe, and would keep us waiting for its end.
    signalGroup(child, 'SIGKILL');
    if (signal.aborted) reader.stop();
    else signal.addEventListener('abort', reader.stop, { once: true });
    await reader.ended;
    signal.removeEventListener('abort', reader.stop);
    messages.close();
    return exit;
  });
  return { pid: child.pid ?? 0, messages: () => messages.text(), ended };
}

/**
 * setpriv, part of every Debian, makes the kernel kill the child when we die, however we die (in the millisecond before
 * it has done so the child would live on until it writes to the pipe that nobody reads). A process group of its own
 * lets us end what the child itself started, e.g. behind a wrapper script.
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
  // A read error on our own pipe ends the output like its end does; the socket closes itself.
  socket.on('error', () => {});
  socket.resume();
  return { ended, stop: () => socket.destroy() };
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // nobody of the group is left
  }
}

function closeFifo(fifo: Fifo): void {
  closeFd(fifo.readFd);
  closeFd(fifo.writeFd);
}
