import { afterAll, beforeAll, expect, test } from 'vitest';
import { composedApp } from '../../../../../fixtures/composed-app.ts';
import { freePorts } from '../../../../../fixtures/free-ports.ts';
import { ServerHere } from '../../../../../fixtures/server-here.ts';

const { operations } = await composedApp();
const paths = operations
  .filter((each) => each.kind !== 'files')
  .filter(({ method, noHead }) => method === 'get' && !noHead)
  // Devices of this machine have no place in a test. No camera is configured as number 99.
  .map(({ path }) => path.replace('{index}', '99').replaceAll(/\{\w+\}/g, 'door'));

let server: ServerHere;
let port: number | undefined;
beforeAll(async () => {
  [port] = await freePorts(1);
  const door = { id: 'door', name: 'Door', device: 'test', width: 64, height: 48, port };
  server = await ServerHere.start({ config: { port_mode: 'embedded', linger_seconds: 0, cameras: [door] } });
  await server.untilCamera('door', { kind: 'sleeping', port_state: 'listening' });
  // If something wakes it now, it does not sleep again before the test has seen it.
  await fetch(`${server.url}/api/settings`, {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ linger_seconds: 600 }),
  });
});
afterAll(() => server[Symbol.asyncDispose]());

const asked = async (url: string, method = 'HEAD') => {
  const { status, headers } = await fetch(url, { method });
  return [status, headers.get('content-type'), (await server.camera('door')).kind];
};
const jpeg = [200, 'image/jpeg', 'sleeping'];
const mjpeg = [200, 'multipart/x-mixed-replace; boundary=frame', 'sleeping'];
const mp4 = [200, 'video/mp4', 'sleeping'];

test.each([
  ['/cam/door/snapshot', jpeg],
  ['/cam/door/video', mjpeg],
  ['/cam/door/video.mp4', mp4],
  ['/frame', jpeg],
  ['/stream.mjpg', mjpeg],
  ['/api/devices/99/snapshot', jpeg],
])('HEAD of %s tells of the picture and takes none', async (path, answer) => {
  expect(await asked(server.url + path)).toEqual(answer);
});

test.each([
  ['/', mjpeg],
  ['/video', mjpeg],
  ['/video.mp4', mp4],
  ['/snapshot', jpeg],
])("HEAD of %s on the camera's own port tells of the picture and takes none", async (path, answer) => {
  expect(await asked(`http://127.0.0.1:${port}${path}`)).toEqual(answer);
});

test('no HEAD wakes a camera, and a GET of its picture does', async () => {
  const woken: string[] = [];
  for (const path of paths) {
    const [, , kind] = await asked(server.url + path);
    if (kind !== 'sleeping') woken.push(path);
  }
  expect([paths.length > 40, woken]).toEqual([true, []]);
  expect(await asked(`${server.url}/cam/door/snapshot`, 'GET')).toEqual([200, 'image/jpeg', 'live']);
});
