import { expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { HeldFrame } from '../../../../server/frame/held-frame.ts';
import { LiveConnection } from '../../../../server/live/live-connection.ts';
import { testFrame } from '../../../doubles/frames.ts';

/** A socket of which the system takes bytes when the test says so. */
function socketOf(bufferedAmount: number) {
  const socket = {
    ...{ readyState: 1, OPEN: 1, bufferedAmount, terminated: 0 },
    taken: () => undefined as void,
    send(_bytes: Buffer, _options: object, taken?: () => void) {
      if (taken) socket.taken = taken;
    },
    terminate: () => void socket.terminated++,
  };
  return { socket, connection: new LiveConnection(socket as unknown as WebSocket, () => undefined) };
}

test.each([
  ['a page that has half of it is disconnected', 1_000, false, 1],
  ['a page that has all of it stays', 1_000, true, 0],
  ['a page whose system took it at once stays', 0, false, 0],
])('a picture is withdrawn: %s', (_what, unsent, isTaken, terminated) => {
  const { socket, connection } = socketOf(unsent);
  const end = new AbortController();
  connection.sendFrame(1, new HeldFrame({ ...testFrame(1), withdrawn: end.signal }));
  if (isTaken) socket.taken();
  end.abort();
  expect(socket.terminated).toBe(terminated);
});
