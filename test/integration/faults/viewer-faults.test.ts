import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { MjpegViewer } from '../../fixtures/mjpeg-viewer.ts';
import { TestServer } from '../../fixtures/running-server.ts';
import { until } from '../../fixtures/until.ts';

const config = { cameras: [{ id: 'hall', name: 'Hall', device: 'test', width: 640, height: 480, fps: 30 }] };

/** Asks for the stream by a bare socket that reads nothing until told to. */
function ask(server: TestServer) {
  const { hostname, port } = new URL(server.url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.on('error', () => socket.destroy());
  socket.pause();
  socket.write('GET /cam/hall/video HTTP/1.1\r\nHost: x\r\n\r\n');
  return socket;
}

test('a viewer that reads a byte now and then, and one that never reads, cost the others nothing', async () => {
  await using server = await TestServer.start({ config });
  using good = await MjpegViewer.open(`${server.url}/cam/hall/video`);
  const trickling = ask(server);
  const silent = ask(server);
  await server.untilCamera('hall', { subscribers: 3 });
  const first = await good.nextPicture();
  const partsBefore = good.parts;
  const reading = setInterval(() => trickling.read(1), 1_000);
  await until('two hundred pictures', () => good.parts > partsBefore + 200);
  clearInterval(reading);
  const frames = Number(good.last?.headers['x-sequence']) - Number(first.headers['x-sequence']);
  expect(good.parts - partsBefore).toBeGreaterThanOrEqual(frames);
  for (const socket of [trickling, silent]) socket.destroy();
  await server.untilCamera('hall', { subscribers: 1 });
});

test('two thousand viewers that come and go leave no subscriber and no descriptor', async () => {
  await using server = await TestServer.start({ config });
  using good = await MjpegViewer.open(`${server.url}/cam/hall/video`);
  await good.nextPicture();
  await server.untilCamera('hall', { subscribers: 1 });
  const filesBefore = server.openFiles();
  for (let round = 0; round < 200; round++) {
    const sockets = Array.from({ length: 10 }, () => ask(server));
    await until('they are connected', () =>
      sockets.every((socket) => !socket.connecting || socket.destroyed),
    );
    for (const socket of sockets) socket.destroy();
  }
  await server.untilCamera('hall', { subscribers: 1 });
  await until('the descriptors are closed', () => server.openFiles() <= filesBefore);
  await good.nextPicture();
});
