import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FakeCameras, fakecamMissing } from '../../../../../fixtures/fakecam.ts';
import { TestServer } from '../../../../../fixtures/running-server.ts';
import type { AskedServer } from '../../../../../fixtures/asked-server.ts';
import { ServerHere } from '../../../../../fixtures/server-here.ts';
import { until } from '../../../../../fixtures/until.ts';

const camera = ['--pattern', '--mjpeg', '640x480@30', '--card', 'HD Webcam', '--usb', '046d:0825'];
const socket = (port: number) => `/dev/v4l/by-path/pci-0000:fc:14.0-usb-0:${port}:1.0-video-index0`;

async function post(server: AskedServer, path: string, body?: unknown) {
  const init =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const answer = await server.fetch(path, { method: 'POST', ...init });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

describe.skipIf(fakecamMissing)(`a camera whose device is gone (${fakecamMissing ?? 'fakecam'})`, () => {
  async function stage() {
    const devices = new FakeCameras();
    devices.up(0, ...camera, '--serial', 'A1', '--port', '1');
    const config = {
      linger_seconds: 0,
      cameras: [{ id: 'door', name: 'Door', device: socket(1), fps: 30 }],
    };
    const server = await TestServer.start({ devices, config });
    await server.untilCamera('door', { kind: 'sleeping', moved_to: null });
    return {
      devices,
      server,
      async [Symbol.asyncDispose]() {
        await server[Symbol.asyncDispose]();
        devices[Symbol.dispose]();
      },
    };
  }
  /** A device that was plugged in just now may not have its lasting name yet. */
  const untilMoved = (server: AskedServer, device: string) =>
    until(`it may be ${device}`, async () => {
      const { moved_to } = await server.camera('door');
      return moved_to?.device === device && moved_to;
    });

  test('is offered the same camera in another socket, and takes it only when told', async () => {
    await using run = await stage();
    run.devices.fault(0, 'unplugged');
    await run.server.untilCamera('door', { kind: 'retrying', reason: 'no-device' });
    expect((await run.server.camera('door')).moved_to).toBeNull();
    run.devices.up(3, ...camera, '--serial', 'A1', '--port', '4');
    expect(await untilMoved(run.server, socket(4))).toEqual({ device: socket(4), card: 'HD Webcam' });
    expect(readFileSync(run.server.configPath, 'utf8')).toContain(socket(1));

    const { status, body } = await post(run.server, '/api/cameras/door/reassign');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'ok',
      camera: { id: 'door', name: 'Door', device: socket(4), fps: 30 },
    });
    await run.server.untilCamera('door', { kind: 'sleeping', moved_to: null });
    expect(JSON.parse(readFileSync(run.server.configPath, 'utf8'))).toMatchObject({
      cameras: [{ id: 'door', device: socket(4) }],
    });
  });

  test('is recognised after a restart, by what the data folder remembers', async () => {
    await using run = await stage();
    const memory = join(run.server.dataFolder, 'known-devices.json');
    await until('it is remembered', () => existsSync(memory) && readFileSync(memory, 'utf8').includes('A1'));
    run.devices.fault(0, 'unplugged');
    run.devices.up(3, ...camera, '--serial', 'B2', '--port', '4');
    await run.server.restart();
    await untilMoved(run.server, socket(4));
  });

  test('is not offered another model, nor a device that a camera uses', async () => {
    await using run = await stage();
    const inUse = { id: 'yard', name: 'Yard', device: 5 };
    const { cameras } = JSON.parse(readFileSync(run.server.configPath, 'utf8')) as { cameras: object[] };
    expect((await post(run.server, '/api/cameras', { cameras: [...cameras, inUse] })).status).toBe(200);
    run.devices.fault(0, 'unplugged');
    run.devices.up(4, ...camera, '--usb', '1111:2222', '--port', '4');
    run.devices.up(5, ...camera, '--serial', 'A1', '--port', '5');
    await run.server.untilCamera('yard', { kind: 'sleeping' });
    await run.server.untilCamera('door', { kind: 'retrying', reason: 'no-device' });
    run.devices.up(6, ...camera, '--serial', 'C3', '--port', '6');
    await untilMoved(run.server, socket(6));
  });

  test('has nothing to be reassigned to while its device is there, but takes one that is named', async () => {
    await using run = await stage();
    const refused = await post(run.server, '/api/cameras/door/reassign');
    expect(refused).toMatchObject({ status: 409, body: { code: 'nothing-to-reassign' } });
    expect(await post(run.server, '/api/cameras/nobody/reassign')).toMatchObject({ status: 404 });
    expect(await post(run.server, '/api/cameras/door/reassign', { device: 'nonsense' })).toMatchObject({
      status: 422,
      body: { detail: [{ loc: ['body', 'device'] }] },
    });
    expect(await post(run.server, '/api/cameras/door/reassign', { device: 10_000 })).toMatchObject({
      status: 400,
      body: { detail: "Camera 'door' device index should be at most 9999." },
    });
    const taken = await post(run.server, '/api/cameras/door/reassign', { device: 'test:Door' });
    expect(taken).toMatchObject({ status: 200, body: { camera: { device: 'test:Door' } } });
  });
});

test('a memory of devices that is broken is ignored with one warning', async () => {
  await using server = await TestServer.start({ config: { cameras: [] } });
  await server.stop();
  writeFileSync(join(server.dataFolder, 'known-devices.json'), '{"devices": 7}');
  await server.restart();
  expect(server.output.match(/known-devices\.json/g)).toHaveLength(1);
});

describe('identifying a camera', () => {
  test('is answered for one without a light, and refused what it cannot do', async () => {
    await using server = await ServerHere.start({
      config: { cameras: [{ id: 'a', name: 'A', device: 'test' }] },
    });
    const identify = (body?: unknown) => post(server, '/api/cameras/a/identify', body);
    const done = { status: 200, body: { status: 'identifying', led: false } };
    expect(await identify()).toEqual(done);
    expect(await identify({ for_seconds: 60 })).toEqual(done);
    for (const seconds of [0, 61, 'long', null]) {
      expect(await identify({ for_seconds: seconds })).toMatchObject({
        status: 422,
        body: { detail: [{ loc: ['body', 'for_seconds'] }] },
      });
    }
    expect((await identify(['x'])).status).toBe(422);
    expect(await post(server, '/api/cameras/b/identify')).toMatchObject({ status: 404 });
    expect((await server.fetch('/api/cameras/a/identify')).headers.get('allow')).toBe('POST');
  });

  test.skipIf(fakecamMissing)('flashes its light and puts it back, also when the server ends', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rpicam-led-'));
    const led = join(folder, 'led');
    writeFileSync(led, '3');
    writeFileSync(join(folder, 'v4l2-ctl'), v4l2CtlWithLed(led));
    chmodSync(join(folder, 'v4l2-ctl'), 0o755);
    using devices = new FakeCameras();
    devices.up(0, ...camera);
    await using server = await TestServer.start({
      devices,
      env: { PATH: `${folder}:${process.env['PATH']}` },
      config: { cameras: [{ id: 'door', name: 'Door', device: 0 }] },
    });
    const standsAt = (value: string) =>
      until(`the light is ${value}`, () => readFileSync(led, 'utf8').trim() === value);
    const identify = (seconds: number) =>
      post(server, '/api/cameras/door/identify', { for_seconds: seconds });
    expect(await identify(1)).toMatchObject({ body: { led: true } });
    await standsAt('2');
    await standsAt('3');
    expect(await Promise.all([identify(60), identify(60)])).toMatchObject([
      { body: { led: true } },
      { body: { led: true } },
    ]);
    await standsAt('2');
    await server.stop();
    await standsAt('3');
    rmSync(folder, { recursive: true, force: true });
  });
});

/** The system's v4l2-ctl on a camera that has Logitech's light, kept in a file. */
function v4l2CtlWithLed(file: string): string {
  return `#!/bin/sh
for word; do
  case "$word" in led1_mode=*) echo "\${word#*=}" > ${file}; exit 0;; esac
done
/usr/bin/v4l2-ctl "$@" || exit $?
case "$*" in *--list-ctrls-menus*)
  echo
  echo "                      led1_mode 0x0a046d05 (menu)   : min=0 max=3 default=3 value=$(cat ${file}) (Auto)"
  printf '\\t\\t\\t\\t0: Off\\n\\t\\t\\t\\t1: On\\n\\t\\t\\t\\t2: Blink\\n\\t\\t\\t\\t3: Auto\\n';;
esac
`;
}
