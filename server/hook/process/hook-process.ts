import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hookAnswerLimits, hookMessageSchema, type HookMessage } from '../../contract/hook/hook-answer.ts';
import { closeFd, openFifo } from '../../runtime/child/fifo.ts';
import { MessageTail } from '../../runtime/child/message-tail.ts';
import type { Clock } from '../../runtime/clock.ts';
import { MessageError, MessageReader, messageStart, type Message } from '../child/messages.ts';
import { HookProblem } from '../hook-problem.ts';
import { processTree, watchMemory } from './memory-watch.ts';
import type { SandboxCommand } from './sandbox.ts';

/** One picture for a hook. */
export interface SentFrame {
  head: { camera: string; sequence: number; time: number; options: object } & PictureHead;
  bytes: Uint8Array;
}

interface PictureHead {
  format: 'jpeg' | 'raw';
  width: number;
  height: number;
}

export type HookAnswer = Extract<HookMessage, { type: 'answer' }> & { bytes: Buffer };
/** The hook threw for one picture; its process goes on. */
export type HookThrew = Extract<HookMessage, { type: 'threw' }>;

export interface HookProcessOptions extends SandboxCommand {
  clock: Clock;
  maxMemoryBytes: number;
  startTimeoutMs: number;
  /** The longest time for one picture. */
  frameTimeoutMs: number;
}

const bodyLimits = { headBytes: hookAnswerLimits.headerBytes, bodyBytes: hookAnswerLimits.pictureBytes };
const oomScore = '1000';
/** The descriptor to which the child writes its answers. */
const answersFd = 3;

/** The process of one hook. It has one picture at a time, and is ended at the first thing that it does wrong. */
export class HookProcess {
  readonly networkClosed: boolean;
  /** Resolves with the reason when the process has ended, or was ended. Never rejects. */
  readonly ended: Promise<HookProblem>;
  /** The export `hook` of its module, not checked. */
  readonly manifest: unknown;
  memoryBytes: number | undefined;
  readonly #life: ProcessLife;
  #count = 0;

  private constructor(life: ProcessLife, manifest: unknown, networkClosed: boolean) {
    this.#life = life;
    this.manifest = manifest;
    this.networkClosed = networkClosed;
    this.ended = life.ended;
    life.onMemory = (bytes) => (this.memoryBytes = bytes);
  }

  /** Starts it; resolves when its module is loaded. It ends when `signal` aborts. @throws HookProblem */
  static async start(options: HookProcessOptions, signal: AbortSignal): Promise<HookProcess> {
    const life = await ProcessLife.begin(options, signal);
    const message = await life.next(options.startTimeoutMs, 'start-timeout');
    if (message.head.type === 'unusable') {
      const { code, message: text } = message.head;
      throw await life.end(new HookProblem(code === deniedCode ? 'refused' : 'bad-module', text));
    }
    if (message.head.type !== 'ready')
      throw await life.end(new HookProblem('bad-answer', 'the first message was not "ready"'));
    life.endFirst();
    return new HookProcess(life, message.head.manifest, options.networkClosed);
  }

  /** The last lines that it wrote. */
  get log(): string {
    return this.#life.log();
  }

  /** Gives it one picture. Call it again after the answer only. @throws HookProblem; then the process has ended */
  async run({ head, bytes }: SentFrame): Promise<HookAnswer | HookThrew> {
    const id = ++this.#count;
    const { frameTimeoutMs } = this.#life.options;
    this.#life.write(messageStart({ id, ...head }, bytes.length), bytes);
    const { head: answer, body } = await this.#life.next(frameTimeoutMs, 'timeout');
    if (answer.type !== 'answer' && answer.type !== 'threw')
      throw await this.#life.end(new HookProblem('bad-answer', `it sent "${answer.type}" for an answer`));
    if (answer.id !== id)
      throw await this.#life.end(new HookProblem('bad-answer', 'it answered another picture'));
    return answer.type === 'answer' ? { ...answer, bytes: body } : answer;
  }
}

/** Node's code of an error for what the process may not do. */
export const deniedCode = 'ERR_ACCESS_DENIED';

interface ParsedMessage {
  head: HookMessage;
  body: Buffer;
}

/** The process from its start to its end, and the one message that is waited for. */
class ProcessLife {
  readonly options: HookProcessOptions;
  readonly ended: Promise<HookProblem>;
  onMemory: (bytes: number) => void = () => undefined;
  readonly #child: ChildProcess;
  readonly #messages: MessageTail;
  readonly #over = new AbortController();
  #why: HookProblem | undefined;
  #waiting: { resolve: (message: ParsedMessage) => void; reject: (why: HookProblem) => void } | undefined;

  static async begin(options: HookProcessOptions, signal: AbortSignal): Promise<ProcessLife> {
    const folder = await mkdtemp(join(tmpdir(), 'rpicam-hook-'));
    const removeFolder = () => rm(folder, { recursive: true, force: true });
    try {
      const { command, args, env } = options;
      const said = await openFifo({ nonBlockingWrites: true });
      try {
        const stdio: StdioOptions = ['pipe', said.writeFd, said.writeFd, 'pipe'];
        const child = spawn(command, args, { stdio, detached: true, cwd: folder, env });
        return new ProcessLife(options, child, { saidFd: said.readFd, removeFolder }, signal);
      } catch (error) {
        closeFd(said.readFd);
        throw error;
      } finally {
        closeFd(said.writeFd);
      }
    } catch (error) {
      await removeFolder();
      throw error;
    }
  }

  constructor(
    options: HookProcessOptions,
    child: ChildProcess,
    { saidFd, removeFolder }: { saidFd: number; removeFolder: () => Promise<void> },
    signal: AbortSignal,
  ) {
    this.options = options;
    this.#child = child;
    this.#messages = new MessageTail(saidFd);
    const answers = child.stdio[answersFd];
    const reader = new MessageReader(bodyLimits, (message) => this.#take(message));
    answers?.on('data', (chunk: Buffer) => {
      if (this.#why) return;
      try {
        reader.push(chunk);
      } catch (error) {
        if (!(error instanceof MessageError)) throw error;
        this.#kill(
          new HookProblem(error.kind === 'garbage' ? 'bad-answer' : 'answer-too-large', error.message),
        );
      }
    });
    // The end of the process says more.
    answers?.on('error', () => undefined);
    child.stdin?.on('error', () => undefined);
    const stopped = () => this.#kill(new HookProblem('ended', 'it was stopped'));
    signal.addEventListener('abort', stopped, { once: true });
    if (signal.aborted) stopped();
    this.#watchMemory();
    this.ended = exitOf(child).then(async (exit) => {
      this.#kill(new HookProblem('ended', exit));
      signal.removeEventListener('abort', stopped);
      answers?.destroy();
      this.#messages.close();
      await removeFolder();
      return this.#why ?? new HookProblem('ended', exit);
    });
  }

  log(): string {
    return this.#messages.text();
  }

  write(start: Buffer, bytes: Uint8Array): void {
    this.#child.stdin?.cork();
    this.#child.stdin?.write(start);
    this.#child.stdin?.write(bytes);
    this.#child.stdin?.uncork();
  }

  /** The next message. @throws HookProblem when the process ends first, or is ended for the time it took */
  async next(timeoutMs: number, late: 'timeout' | 'start-timeout'): Promise<ParsedMessage> {
    if (this.#why) throw await this.ended;
    const answered = new AbortController();
    const message = new Promise<ParsedMessage>((resolve, reject) => (this.#waiting = { resolve, reject }));
    void this.options.clock
      .sleep(timeoutMs, AbortSignal.any([answered.signal, this.#over.signal]))
      .then(() => {
        if (answered.signal.aborted || this.#over.signal.aborted) return;
        this.#kill(new HookProblem(late, `no answer within ${timeoutMs / 1_000} s`));
      });
    try {
      return await message;
    } catch {
      throw await this.ended;
    } finally {
      answered.abort();
    }
  }

  /** Ends the process, and returns the reason when it has ended. */
  end(why: HookProblem): Promise<HookProblem> {
    this.#kill(why);
    return this.ended;
  }

  #take({ head, body }: Message): void {
    const parsed = hookMessageSchema.safeParse(head);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const place = issue?.path.join('.') ?? '';
      this.#kill(new HookProblem('bad-answer', `${place}: ${issue?.message ?? 'not understood'}`), waiting);
    } else if (waiting) waiting.resolve({ head: parsed.data, body });
    else this.#kill(new HookProblem('bad-answer', 'it sent a message that nobody waits for'));
  }

  /** Only the first reason counts. */
  #kill(why: HookProblem, waiting = this.#waiting): void {
    if (this.#why) return;
    this.#why = why;
    this.#over.abort();
    this.#waiting = undefined;
    waiting?.reject(why);
    this.#child.stdin?.destroy();
    killGroup(this.#child);
  }

  #watchMemory(): void {
    const { clock, maxMemoryBytes: maxBytes } = this.options;
    const { pid } = this.#child;
    if (pid === undefined) return;
    const mib = (bytes: number) => Math.round(bytes / 1024 / 1024);
    const excess = (bytes: number) =>
      this.#kill(new HookProblem('memory', `it held ${mib(bytes)} MiB; the limit is ${mib(maxBytes)} MiB`));
    const on = { look: (bytes: number) => this.onMemory(bytes), excess };
    void watchMemory({ pid, maxBytes, clock }, on, this.#over.signal);
  }

  /** When memory runs out, the kernel ends hooks before other programs. */
  endFirst(): void {
    for (const pid of processTree(this.#child.pid ?? 0))
      // Where that is not allowed, it is as likely to be ended as the others.
      void writeFile(`/proc/${pid}/oom_score_adj`, oomScore).catch(() => undefined);
  }
}

async function exitOf(child: ChildProcess): Promise<string> {
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    return signal === null ? `it ended with status ${code}` : `it was ended by ${signal}`;
  } catch (error) {
    return `it cannot be started: ${String(error)}`;
  }
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // the group has no process left
  }
}
