import type { Dice } from './dice.ts';
import { randomJson } from './random-json.ts';

const opcodes = [0, 1, 1, 1, 1, 2, 3, 8, 9, 10, 15] as const;

/** A request for the walls' WebSocket; mostly one that is taken. */
export function randomHandshake(dice: Dice): Buffer {
  const path = dice.pick([
    '/api/live',
    '/api/live',
    '/api/live?wall=a',
    '/api/live?wall=%00',
    '/health',
    '/',
  ]);
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: ${dice.pick(['127.0.0.1', '127.0.0.1', 'evil.example'])}`,
    `Connection: ${dice.pick(['Upgrade', 'Upgrade', 'keep-alive, Upgrade', 'close'])}`,
    `Upgrade: ${dice.pick(['websocket', 'websocket', 'WebSocket', 'h2c'])}`,
    `Sec-WebSocket-Version: ${dice.pick(['13', '13', '13', '8', 'x'])}`,
    `Sec-WebSocket-Key: ${dice.pick(['dGhlIHNhbXBsZSBub25jZQ==', 'dGhlIHNhbXBsZSBub25jZQ==', 'short', ''])}`,
    ...(dice.chance(0.1) ? ['Sec-WebSocket-Extensions: permessage-deflate; x="'] : []),
    ...(dice.chance(0.1) ? ['Origin: http://evil.example'] : []),
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}

/** What a page, or something else, says on the WebSocket right after it asked for it. */
export function randomFrames(dice: Dice): Buffer {
  return Buffer.concat(Array.from({ length: dice.below(30) }, () => randomFrame(dice)));
}

function randomFrame(dice: Dice): Buffer {
  if (dice.chance(0.05)) return dice.bytes(1 + dice.below(40));
  const payload = dice.chance(0.1) ? dice.bytes(dice.below(300)) : Buffer.from(randomMessage(dice));
  const opcode = dice.chance(0.8) ? 1 : dice.pick(opcodes);
  const first = (dice.chance(0.9) ? 0x80 : 0) | (dice.chance(0.03) ? 0x40 : 0) | opcode;
  const isMasked = dice.chance(0.97);
  // Says sometimes that it is longer than it is.
  const length = dice.chance(0.03) ? dice.pick([payload.length + 9, 70_000, 2 ** 40]) : payload.length;
  const mask = Buffer.alloc(isMasked ? 4 : 0);
  return Buffer.concat([Buffer.from([first]), lengthBytes(length, isMasked), mask, payload]);
}

function lengthBytes(length: number, isMasked: boolean): Buffer {
  const flag = isMasked ? 0x80 : 0;
  if (length < 126) return Buffer.from([flag | length]);
  if (length < 65_536) {
    const bytes = Buffer.from([flag | 126, 0, 0]);
    bytes.writeUInt16BE(length, 1);
    return bytes;
  }
  const bytes = Buffer.alloc(9, flag | 127);
  bytes.writeBigUInt64BE(BigInt(length), 1);
  return bytes;
}

function randomMessage(dice: Dice): string {
  const tile = () => ({
    tile: 1 + dice.below(dice.chance(0.9) ? 8 : 2 ** 33),
    camera: dice.pick(['cam0', 'cam1', 'cam2', 'nope', '__proto__']),
    width: dice.pick([null, 160, 320, 1_920, 17]),
    fps: dice.pick([null, 5, 0.1, 1e9]),
  });
  switch (dice.below(6)) {
    case 0:
      return JSON.stringify(randomJson(dice));
    case 1:
      return JSON.stringify({ type: 'painted', tile: dice.below(9), sequence: dice.below(2 ** 31) });
    case 2:
      return JSON.stringify({ type: 'clock', at: dice.pick([0, 1e308, -1]) });
    case 3:
      return JSON.stringify({
        type: 'report',
        hidden: dice.chance(0.5),
        tiles: [],
        repairs: randomJson(dice),
      });
    default:
      return JSON.stringify({ type: 'tiles', tiles: Array.from({ length: dice.below(70) }, tile) });
  }
}
