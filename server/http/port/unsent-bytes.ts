import type { Socket } from 'node:net';
import type { Clock } from '../../runtime/clock.ts';
import { untilAborted } from '../../runtime/until-aborted.ts';
import { isNearClient } from '../gate/client-of.ts';

export interface UnsentLimits {
  /** How often the connections are looked at. */
  intervalMs: number;
  /** Of one connection: more than the largest answer. */
  maxPerConnection: number;
  /** Of all connections together. */
  maxTotal: number;
}

const mebibyte = 1024 * 1024;

export const defaultUnsentLimits: UnsentLimits = {
  intervalMs: 1_000,
  maxPerConnection: 32 * mebibyte,
  maxTotal: 256 * mebibyte,
};

/** Why a connection was ended; a label of the metric. */
export type UnsentReason = 'standstill' | 'connection-full' | 'all-full';

/** Watches the bytes that wait to be sent on the connections of all ports. Ends connections that do not read. */
export class UnsentBytes {
  readonly #clock: Clock;
  readonly #limits: UnsentLimits;
  readonly #sockets = new Set<Socket>();
  readonly #ended: Record<UnsentReason, number> = { standstill: 0, 'connection-full': 0, 'all-full': 0 };
  #arrived = new AbortController();

  constructor(clock: Clock, limits: Partial<UnsentLimits> = {}) {
    this.#clock = clock;
    this.#limits = { ...defaultUnsentLimits, ...limits };
  }

  /** Bytes that wait on all connections now. */
  get total(): number {
    let total = 0;
    for (const socket of this.#sockets) total += socket.writableLength;
    return total;
  }

  /** Connections ended so far, by reason. */
  get ended(): Readonly<Record<UnsentReason, number>> {
    return this.#ended;
  }

  /** Watches a connection until it closes. */
  watch(socket: Socket): void {
    this.#sockets.add(socket);
    this.#arrived.abort('connection');
    socket.once('close', () => this.#sockets.delete(socket));
  }

  /** Enforces the limits until `signal` aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (this.#sockets.size === 0) {
        // Nothing wakes a server that serves nobody.
        this.#arrived = new AbortController();
        await untilAborted(AbortSignal.any([signal, this.#arrived.signal]));
      }
      await this.#clock.sleep(this.#limits.intervalMs, signal);
      if (!signal.aborted) this.#look();
    }
  }

  /** Ends a connection whose client does not read, and counts it. */
  end(socket: Socket, reason: UnsentReason): void {
    if (socket.destroyed) return;
    this.#ended[reason]++;
    this.#sockets.delete(socket);
    socket.destroy();
  }

  #look(): void {
    const { maxPerConnection, maxTotal } = this.#limits;
    for (const socket of this.#sockets)
      if (socket.writableLength > maxPerConnection) this.end(socket, 'connection-full');
    let total = this.total;
    if (total <= maxTotal) return;
    for (const socket of this.#fullestFirst()) {
      if (total <= maxTotal) return;
      total -= socket.writableLength;
      this.end(socket, 'all-full');
    }
  }

  /** Connections of this machine come last: a client in the LAN must not make its screen go dark. */
  #fullestFirst(): Socket[] {
    const rank = (socket: Socket) => (isNearClient(socket) ? 0 : 1);
    return [...this.#sockets].sort(
      (one, other) => rank(other) - rank(one) || other.writableLength - one.writableLength,
    );
  }
}
