import { dial } from '../../fixtures/dial.ts';
import type { Dice } from './dice.ts';
import { randomFrames, randomHandshake } from './random-frames.ts';
import { randomRequest } from './random-request.ts';

/** How a client talks to the server. */
export const transports = ['plain', 'pipelined', 'upgraded', 'tls'] as const;
export type Transport = (typeof transports)[number];

/** What a client says on one connection, and how it leaves. */
export interface Conversation {
  transport: Transport;
  requests: number;
  bytes: Buffer;
  /** Cut off in the middle, closed on one side only, or waited for. */
  leaves: 'reset' | 'half-closed' | 'waits';
}

/** What came back on one connection. */
export interface Reply {
  text: string;
  /** Of the answers, in their order; empty: the connection was closed without one. */
  statuses: number[];
}

/** A connection whose request is incomplete is the server's to end, in a time of its own. */
const patienceMs = 1_500;

export function randomConversation(dice: Dice, transport: Transport): Conversation {
  switch (transport) {
    case 'plain':
    case 'tls':
      return { transport, requests: 1, bytes: randomRequest(dice), leaves: 'waits' };
    case 'pipelined': {
      const requests = 2 + dice.below(dice.chance(0.1) ? 200 : 8);
      const parts = Array.from({ length: requests }, () => keptOpen(randomRequest(dice)));
      if (dice.chance(0.2)) parts.push(randomHandshake(dice));
      const bytes = Buffer.concat(parts);
      return { transport, requests, bytes, leaves: dice.pick(['reset', 'half-closed', 'waits']) };
    }
    case 'upgraded': {
      const bytes = Buffer.concat([randomHandshake(dice), randomFrames(dice)]);
      return { transport, requests: 1, bytes, leaves: dice.pick(['reset', 'half-closed', 'waits']) };
    }
    default:
      return transport satisfies never;
  }
}

/** Resolves when the connection is closed, or nobody waits for it any more. Never rejects. */
export function talk(port: number, { transport, bytes, leaves }: Conversation): Promise<Reply> {
  const { socket, connected, reset } = dial(port, { tls: transport === 'tls' });
  return new Promise((resolve) => {
    let text = '';
    const finish = () => {
      clearTimeout(limit);
      if (leaves === 'reset') reset();
      socket.destroy();
      resolve({ text, statuses: statusesOf(text) });
    };
    const limit = setTimeout(finish, leaves === 'reset' ? 20 : patienceMs);
    void connected.then(() => {
      socket.write(bytes);
      if (leaves === 'half-closed') socket.end();
    });
    socket.on('data', (chunk: Buffer) => {
      text = (text + chunk.toString('latin1')).slice(0, 1_000_000);
      // One answer is enough where one was asked for: some never end.
      const single = transport === 'plain' || transport === 'tls';
      if (single && statusesOf(text).length > 0 && text.includes('\r\n\r\n')) finish();
    });
    socket.on('close', finish);
  });
}

/** Answers of the server that are failures of it: 503 with Retry-After is an answer too, a limit was reached. */
export function failuresIn({ text }: Reply): string[] {
  return [...text.matchAll(/^HTTP\/1\.1 (5\d\d) [^]*?\r\n\r\n/gm)]
    .filter(([head, status]) => status !== '503' || !/^retry-after:/im.test(head))
    .map(([head]) => head.slice(0, 600));
}

function statusesOf(text: string): number[] {
  return [...text.matchAll(/^HTTP\/1\.1 (\d+) /gm)]
    .map(([, status]) => Number(status))
    .filter((status) => status !== 100);
}

function keptOpen(request: Buffer): Buffer {
  return Buffer.from(request.toString('latin1').replace('Connection: close\r\n', ''), 'latin1');
}
