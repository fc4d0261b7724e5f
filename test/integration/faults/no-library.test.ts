import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FakeCameras, fakecamMissing } from '../../fixtures/fakecam.ts';
import { TestServer } from '../../fixtures/running-server.ts';

const hook = pathToFileURL(join(import.meta.dirname, '../../fixtures/without-koffi.mjs')).href;

test.skipIf(fakecamMissing)(
  `a server that cannot load koffi says so once, and lets programs read the cameras (${fakecamMissing ?? 'fakecam'})`,
  async () => {
    using devices = new FakeCameras();
    for (const device of [0, 1]) devices.up(device, '--pattern', '--mjpeg', '320x240@15');
    await using server = await TestServer.start({
      devices,
      args: ['--capture', 'process'],
      env: { NODE_OPTIONS: `--import ${hook}` },
      config: {
        linger_seconds: 600,
        cameras: [0, 1].map((device) => ({ id: `cam${device}`, name: 'A', device })),
      },
    });
    for (const id of ['cam0', 'cam1']) {
      await server.fetch(`/cam/${id}/snapshot`);
      const { notices } = await server.untilCamera(id, { kind: 'live' });
      expect(notices).toContain('A program reads the camera, because the library koffi cannot be loaded.');
    }
    expect(server.children()).toHaveLength(2);
    expect(
      server.output.match(/the server cannot read USB cameras itself; a program reads each of them/g),
    ).toHaveLength(1);
    expect(server.output).toContain('Cannot find the native Koffi module');
  },
);
