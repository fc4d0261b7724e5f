import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestServer } from '../../../../fixtures/running-server.ts';
import { probe } from '../../recording/jpeg-frames.ts';
import { runCli } from '../run-cli.ts';
import { OutputFolder } from './record-run.ts';

const door = { id: 'door', name: 'Door', device: 'test:Door', width: 320, height: 240, fps: 10 };
const run = promisify(execFile);
let server: TestServer;

beforeAll(async () => {
  server = await TestServer.start({ config: { port_mode: 'off', cameras: [door] } });
});
afterAll(() => server[Symbol.asyncDispose]());

describe("the server's own stream", () => {
  test.each(['mkv', 'mp4'])('is recorded as .%s', async (format) => {
    using folder = new OutputFolder();
    const file = folder.file(`door.${format}`);
    const url = `${server.url}/cam/door/video`;
    const args = ['record', '--url', url, '--output', file, '--limit-frames', '21'];
    expect(await runCli(args)).toMatchObject({ code: 0, stderr: '' });
    const { timesMs, durationMs, width } = probe(file);
    expect({ width, frames: timesMs.length }).toEqual({ width: 320, frames: 21 });
    expect(Math.abs(durationMs / 2_100 - 1)).toBeLessThan(0.1);
  });

  test.each([
    ['as it is', []],
    ['with the true times', ['-use_wallclock_as_timestamps', '1', '-f', 'mpjpeg']],
  ])('is recorded by plain ffmpeg, %s', async (_how, before) => {
    using folder = new OutputFolder();
    const file = folder.file('door.mkv');
    const input = [...before, '-i', `${server.url}/cam/door/video`, '-c', 'copy', '-frames:v', '12'];
    expect(await run('ffmpeg', ['-v', 'error', ...input, file])).toMatchObject({ stderr: '' });
    const { timesMs } = probe(file);
    expect(timesMs.length).toBeGreaterThanOrEqual(11);
    if (before.length > 0) expect((timesMs.at(-1) ?? 0) / (timesMs.length - 1)).toBeGreaterThan(60);
  });
});
