import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FrameHub } from '../../../../server/frame/frame-hub.ts';
import { MjpegStreams } from '../../../../server/stream/mjpeg-stream.ts';
import { errnoOf } from '../../../../server/runtime/errno.ts';
import { testFrame } from '../../../doubles/frames.ts';
import { until } from '../../../fixtures/until.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

let server: Server;
let hub: FrameHub;

beforeEach(async () => {
  hub = new FrameHub(() => {}, new SteppedClock());
  const streams = new MjpegStreams();
  server = createServer({ highWaterMark: 16 * 1024 * 1024 }, (_request, response) =>
    streams.serve(hub, response),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  hub.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** A viewer of the stream that records the bytes it has read. */
async function watch(): Promise<{ socket: Socket; text: () => string }> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  const before = hub.subscriberCount;
  await until('the viewer is subscribed', () => hub.subscriberCount > before);
  return { socket, text: () => Buffer.concat(chunks).toString('latin1') };
}

function sequences(text: string): number[] {
  return [...text.matchAll(/X-Sequence: (\d+)/g)].map((match) => Number(match[1]));
}

describe('a stream', () => {
  test('has a type, and headers that forbid to store or collect it', async () => {
    const viewer = await watch();
    await until('the head', () => viewer.text().includes('\r\n\r\n'));
    expect(viewer.text()).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    expect(viewer.text()).toContain('Content-Type: multipart/x-mixed-replace; boundary=frame\r\n');
    expect(viewer.text()).toContain('Cache-Control: no-store');
    expect(viewer.text()).toContain('X-Accel-Buffering: no\r\n');
    expect(viewer.text()).not.toContain('Transfer-Encoding');
  });

  test('consists of parts with type, length, time and number', async () => {
    const viewer = await watch();
    hub.publish(testFrame(7, 250));
    await until('the part', () => viewer.text().endsWith('frame 7\r\n'));
    expect(viewer.text().split('\r\n\r\n').slice(1).join('\r\n\r\n')).toBe(
      '--frame\r\nContent-Type: image/jpeg\r\nContent-Length: 7\r\nX-Timestamp: 1700000000.250\r\nX-Sequence: 7\r\n\r\nframe 7\r\n',
    );
  });

  test('marks a placeholder', async () => {
    const viewer = await watch();
    hub.publish({ ...testFrame(1), origin: 'placeholder' });
    await until('the mark', () => viewer.text().includes('X-Placeholder: 1\r\n\r\nframe 1'));
  });

  test('is cut where a viewer reads slowly and the rest of a picture is withdrawn', async () => {
    const [slow, fast] = [await watch(), await watch()];
    slow.socket.pause();
    const end = new AbortController();
    // A reset: what the kernel has not sent yet is not sent any more.
    const cut = once(slow.socket, 'error').then(([error]) => errnoOf(error));
    const large = { ...testFrame(1), jpeg: Buffer.alloc(12 * 1024 * 1024, 'x') };
    hub.publish({ ...large, withdrawn: end.signal });
    await until('the fast viewer has all of it', () => fast.text().length > large.jpeg.length);
    end.abort();
    hub.publish(testFrame(2));
    await until('the fast viewer stays', () => sequences(fast.text()).includes(2));
    slow.socket.resume();
    expect(await cut).toBe('ECONNRESET');
    expect(slow.text().length).toBeLessThan(large.jpeg.length);
    expect(sequences(slow.text())).toEqual([1]);
  });

  test('ends when its hub closes', async () => {
    const viewer = await watch();
    hub.publish(testFrame(1));
    hub.close();
    await until('the end', () => viewer.socket.readableEnded);
    expect(viewer.text()).toContain('frame 1');
  });

  test('leaves no subscriber behind when its viewer goes', async () => {
    const viewers = await Promise.all([watch(), watch(), watch()]);
    for (const viewer of viewers) viewer.socket.destroy();
    await until('they are gone', () => hub.subscriberCount === 0);
  });
});

test('a viewer that stops reading gets whole frames, and the newest when it reads again; others miss nothing', async () => {
  const slow = await watch();
  const quick = await watch();
  await until('the head', () => slow.text().includes('\r\n\r\n'));
  slow.socket.pause();
  const big = Buffer.alloc(1024 * 1024, 0x61);
  let last = 0;
  const publish = () => hub.publish({ ...testFrame(++last), jpeg: big });
  while (hub.dropped < 5) {
    publish();
    await until('the quick one has it', () => sequences(quick.text()).at(-1) === last);
  }
  slow.socket.resume();
  await until('the newest arrives', () => sequences(slow.text()).at(-1) === last);
  expect(sequences(quick.text())).toEqual(Array.from({ length: last }, (_, index) => index + 1));
  expect(sequences(slow.text()).length).toBe(last - hub.dropped);
  await until('all bytes', () => slow.text().endsWith('a\r\n'));
  const parts = slow.text().split('--frame\r\n').slice(1);
  expect(parts.map((part) => part.split('\r\n\r\n')[1]?.length)).toEqual(
    parts.map(() => big.length + '\r\n'.length),
  );
});
