import type { Socket } from 'node:net';
import type { Logger } from '../../log/logger.ts';
import type { Clock } from '../../runtime/clock.ts';
import { isNearClient, plainAddress } from '../gate/client-of.ts';

export interface ConnectionLimitParts {
  clock: Clock;
  logger: Logger;
  /** For all ports together; the last `reserved` are for this machine's own programs. */
  maxTotal?: number;
  /** For one address. This machine's own has no such limit, because all clients behind nginx share it. */
  maxPerAddress?: number;
  /** A flood from the LAN must not turn off the wall on this machine's own screen. */
  reserved?: number;
  isNear?: (socket: Socket) => boolean;
}

const reportIntervalMs = 60_000;

/** Counts the connections of all ports and refuses those that are too many. */
export class ConnectionLimit {
  readonly #parts: Required<ConnectionLimitParts>;
  /** No longer than the number of open connections. */
  readonly #perAddress = new Map<string, number>();
  #total = 0;
  #refused = 0;
  #pipelining = 0;
  #reported = { refused: 0, atMs: -Infinity };

  constructor(parts: ConnectionLimitParts) {
    this.#parts = { maxTotal: 1_024, maxPerAddress: 256, reserved: 32, isNear: isNearClient, ...parts };
  }

  get openCount(): number {
    return this.#total;
  }

  /** Connections refused so far. */
  get refusedCount(): number {
    return this.#refused;
  }

  /** Connections closed so far because they sent too many requests ahead. */
  get pipeliningCount(): number {
    return this.#pipelining;
  }

  /** A connection is closed because it sent too many requests ahead. */
  countPipelining(): void {
    this.#pipelining++;
  }

  /** Counts a new connection until it closes; false: it must be closed at once. */
  admit(socket: Socket): boolean {
    const { maxTotal, maxPerAddress, reserved, isNear } = this.#parts;
    const address = plainAddress(socket.remoteAddress ?? '');
    const ofAddress = this.#perAddress.get(address) ?? 0;
    const hasRoom = isNear(socket)
      ? this.#total < maxTotal
      : this.#total < maxTotal - reserved && ofAddress < maxPerAddress;
    if (!hasRoom) {
      this.#refuse(address, ofAddress);
      return false;
    }
    this.#total++;
    this.#perAddress.set(address, ofAddress + 1);
    socket.once('close', () => this.#forget(address));
    return true;
  }

  #forget(address: string): void {
    this.#total--;
    const left = (this.#perAddress.get(address) ?? 1) - 1;
    if (left === 0) this.#perAddress.delete(address);
    else this.#perAddress.set(address, left);
  }

  #refuse(address: string, ofAddress: number): void {
    this.#refused++;
    const { clock, logger } = this.#parts;
    const nowMs = clock.nowMs();
    if (nowMs - this.#reported.atMs < reportIntervalMs) return;
    const refused = this.#refused - this.#reported.refused;
    this.#reported = { refused: this.#refused, atMs: nowMs };
    logger.warn(
      { address, ofAddress, open: this.#total, refused },
      'too many connections: new ones are refused',
    );
  }
}
