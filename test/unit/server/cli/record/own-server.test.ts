import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documentAt } from '../../../docs/documents.ts';
import { HttpCamera } from '../../../../fixtures/http-camera.ts';
import { quarters } from '../../../../fixtures/images.ts';
import { ServerHere } from '../../../../fixtures/server-here.ts';
import { probe } from '../../recording/jpeg-frames.ts';
import { runCli } from '../run-cli.ts';
import { OutputFolder } from './record-run.ts';

const door = { id: 'door', name: 'Door', device: 'test:Door', width: 320, height: 240, fps: 10 };
const run = promisify(execFile);
let server: ServerHere;

beforeAll(async () => {
  server = await ServerHere.start({ config: { port_mode: 'off', cameras: [door] } });
});
afterAll(() => server[Symbol.asyncDispose]());

describe("the server's own stream", () => {
  test.each([
    ['mkv', '/cam/door/video'],
    ['mp4', '/cam/door/video'],
    ['mkv', '/stream.mjpg'],
    ['mp4', '/stream.mjpg'],
  ])('is recorded as .%s from %s', async (format, path) => {
    using folder = new OutputFolder();
    const file = folder.file(`door.${format}`);
    const url = server.url + path;
    const args = ['record', '--url', url, '--output', file, '--limit-frames', '21'];
    const beganAtMs = performance.now();
    expect(await runCli(args)).toMatchObject({ code: 0, stderr: '' });
    const tookMs = performance.now() - beganAtMs;
    const { timesMs, durationMs, width } = probe(file);
    expect({ width, frames: timesMs.length }).toEqual({ width: 320, frames: 21 });
    // As long as the pictures took: a slow machine makes fewer of them in a second.
    expect(durationMs).toBeGreaterThan(0.9 * 2_100);
    expect(durationMs).toBeLessThan(tookMs + 100);
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

  test('becomes an MP4 by the command of the documents', async () => {
    const { text } = documentAt('.github/docs/server.md');
    const line = /^ffmpeg (.*) (http:\S+\/cam\/door\/video) (.*) door\.mp4$/m.exec(text);
    expect(line).not.toBeNull();
    const [, before = '', , after = ''] = line ?? [];
    using folder = new OutputFolder();
    const file = folder.file('door.mp4');
    const words = [...before.split(' '), `${server.url}/cam/door/video`, ...after.split(' ')];
    await run('ffmpeg', ['-v', 'error', ...words, '-frames:v', '21', file]);
    const { timesMs, codec, width, durationMs } = probe(file);
    expect({ codec, width, frames: timesMs.length }).toEqual({ codec: 'h264', width: 320, frames: 21 });
    // ffmpeg by itself would take 25 frames per second, so that ten play in the time of four.
    expect(durationMs).toBeGreaterThan(1_500);
  });
});

// Red is at the top left of the camera's picture.
test.each([
  [{ rotate: 90 }, '240x320', 'top right'],
  [{ rotate: 180 }, '320x240', 'bottom right'],
  [{ rotate: 90, flip: 'horizontal' }, '240x320', 'top left'],
] as const)('a camera with %o is upright in an .mp4', async (turn, size, redCorner) => {
  await using source = await HttpCamera.start({ images: [quarters('320x240')], framesPerSecond: 10 });
  const camera = { id: 'door', name: 'Door', device: source.url('/stream'), ...turn };
  await using turned = await ServerHere.start({ config: { port_mode: 'off', cameras: [camera] } });
  using folder = new OutputFolder();
  const file = folder.file('door.mp4');
  const args = ['record', '--url', `${turned.url}/cam/door/video`, '--output', file, '--limit-frames', '5'];
  expect(await runCli(args)).toMatchObject({ code: 0, stderr: '' });
  const { width, height, rotation } = probe(file);
  expect({ size: `${width}x${height}`, rotation }).toEqual({ size, rotation: undefined });
  expect(await redCorners(file)).toEqual([redCorner]);
});

async function redCorners(file: string): Promise<string[]> {
  const corners = {
    'top left': '0:0',
    'top right': 'iw-20:0',
    'bottom left': '0:ih-20',
    'bottom right': 'iw-20:ih-20',
  };
  const found = [];
  for (const [corner, at] of Object.entries(corners)) {
    const { stdout } = await run(
      'ffmpeg',
      [
        ...['-v', 'error', '-i', file, '-vf', `crop=20:20:${at},scale=1:1:flags=area`, '-frames:v', '1'],
        ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', 'pipe:1'],
      ],
      { encoding: 'buffer' },
    );
    if ((stdout[0] ?? 0) > 128) found.push(corner);
  }
  return found;
}
