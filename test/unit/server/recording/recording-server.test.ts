import { existsSync, globSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TestServer } from '../../../fixtures/running-server.ts';
import { until } from '../../../fixtures/until.ts';

const camera = (record?: object) => ({
  id: 'door',
  name: 'Door',
  device: 'test',
  fps: 10,
  width: 320,
  height: 240,
  record,
});
const files = (server: TestServer) => globSync('recordings/**/*.mkv*', { cwd: server.dataFolder }).sort();

describe('a server', () => {
  test('makes nothing for recordings while no camera records', async () => {
    await using server = await TestServer.start({ config: { cameras: [camera()] } });
    await server.untilCamera('door', { kind: 'sleeping' });
    expect(readdirSync(server.dataFolder).filter((name) => name.includes('record'))).toEqual([]);
    expect((await server.camera('door')).recording).toEqual({
      mode: 'off',
      state: 'off',
      reason: null,
      message: '',
    });
  });

  test('records a camera as configured, and leaves a closed file when it is ended', async () => {
    await using server = await TestServer.start({ config: { cameras: [camera({ mode: 'continuous' })] } });
    await until('it records', async () => (await server.camera('door')).recording.state === 'recording');
    await until('a file is there', () => files(server).length > 0);
    expect(await server.stop()).toBe(0);
    expect(files(server)).toHaveLength(1);
    expect(files(server)[0]).toMatch(/^recordings\/door\/\d{4}-\d\d-\d\d\/.*s\.mkv$/);
    expect(existsSync(join(server.dataFolder, 'recordings/.rpicam-kiosk-recordings.json'))).toBe(true);
  });
});
