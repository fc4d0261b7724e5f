import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import {
  loadReplySchema,
  type GroupFigures,
  type LoadCommand,
  type LoadReply,
  type SnapshotFigures,
  type SnapshotPlan,
  type StreamGroup,
} from './protocol.ts';

const readyWithinMs = 8_000;

/** The bench's end of a load process. */
export class LoadClient implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #signal: AbortSignal;

  private constructor(child: ChildProcess, signal: AbortSignal) {
    this.#child = child;
    this.#signal = signal;
  }

  static start(signal: AbortSignal): LoadClient {
    const child = fork(join(import.meta.dirname, 'load-process.ts'), { serialization: 'advanced' });
    return new LoadClient(child, signal);
  }

  /** Resolves when every viewer has its first frame or could not get one. */
  async connect(groups: StreamGroup[]): Promise<void> {
    await this.#ask({ kind: 'connect', groups, readyWithinMs }, 'ready');
  }

  async begin(): Promise<void> {
    await this.#ask({ kind: 'begin' }, 'begun');
  }

  /** What the groups saw since `begin`, in their order. The viewers stay connected. */
  end(): Promise<{ groups: GroupFigures[]; ownDelayMs: number }> {
    return this.#ask({ kind: 'end' }, 'streams');
  }

  async disconnect(): Promise<void> {
    await this.#ask({ kind: 'disconnect' }, 'disconnected');
  }

  async snapshots(plan: SnapshotPlan): Promise<SnapshotFigures> {
    return (await this.#ask({ kind: 'snapshots', plan }, 'snapshots')).figures;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }

  async #ask<K extends LoadReply['kind']>(
    command: LoadCommand,
    kind: K,
  ): Promise<Extract<LoadReply, { kind: K }>> {
    const ended = new AbortController();
    const onExit = () => ended.abort(new Error('the load process ended by itself'));
    this.#child.once('exit', onExit);
    try {
      this.#child.send(command);
      const [message] = await once(this.#child, 'message', {
        signal: AbortSignal.any([this.#signal, ended.signal]),
      });
      const reply = loadReplySchema.parse(message);
      if (!isKind(reply, kind)) throw new Error(`expected ${kind}, got ${reply.kind}`);
      return reply;
    } finally {
      this.#child.off('exit', onExit);
    }
  }
}

function isKind<K extends LoadReply['kind']>(
  reply: LoadReply,
  kind: K,
): reply is Extract<LoadReply, { kind: K }> {
  return reply.kind === kind;
}
