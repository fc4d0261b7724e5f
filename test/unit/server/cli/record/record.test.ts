import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { until } from '../../../../fixtures/until.ts';
import { jpegs, probe } from '../../recording/jpeg-frames.ts';
import { runCli } from '../run-cli.ts';
import { OutputFolder, RecordRun, steps } from './record-run.ts';
import { pictures, StreamCamera } from './stream-camera.ts';

/** Frame times of a camera that stutters; 4 seconds in all, with pauses. */
const stutter = [
  20, 20, 300, 20, 20, 20, 900, 40, 40, 40, 40, 700, 20, 20, 600, 100, 100, 100, 100, 300, 400,
];
const formats = ['mkv', 'mp4'] as const;
const record = (args: string[], env?: NodeJS.ProcessEnv) => runCli(['record', ...args], { env: env ?? {} });

describe.each(formats)('a recording as .%s', (format) => {
  test('plays as long as it took, with the pauses of a camera that stutters', async () => {
    using folder = new OutputFolder();
    await using camera = await StreamCamera.start({ intervalsMs: stutter });
    const file = folder.file(`out.${format}`);
    const { code, stdout, stderr } = await record([
      ...['--url', camera.url(), '--output', file, '--duration', '4'],
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const probed = probe(file);
    const { timesMs, durationMs } = probed;
    expect(stdout).toMatch(
      new RegExp(`^Recorded ${file}: ${timesMs.length} frames, \\d\\.\\d s, 0\\.\\d MB\n$`),
    );
    expect(probed).toMatchObject({ codec: format === 'mkv' ? 'mjpeg' : 'h264', width: 160, height: 120 });
    // Two processes on a busy machine: a picture is late by the time that the reader takes to be woken.
    const sent = camera.sentAtMs.slice(0, timesMs.length);
    const offBy = sent.map((time, index) => Math.abs(time - (sent[0] ?? 0) - (timesMs[index] ?? 0)));
    expect(Math.max(...offBy)).toBeLessThan(500);
    expect(durationMs).toBeGreaterThan(timesMs.at(-1) ?? 0);
    expect(readdirSync(folder.path)).toEqual([`out.${format}`]);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('is finished by %s, with exit code 0', async (signal) => {
    using folder = new OutputFolder();
    await using camera = await StreamCamera.start();
    const file = folder.file(`out.${format}`);
    await using run = new RecordRun(['--url', camera.url(), '--output', file]);
    await until('pictures are sent', () => camera.sentAtMs.length > 40);
    run.child.kill(signal);
    expect(await run.ended()).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Recorded'),
      stderr: '',
    });
    const { timesMs, durationMs } = probe(file);
    expect(timesMs.length).toBeGreaterThan(30);
    const [firstMs = 0, ...later] = camera.sentAtMs.slice(0, timesMs.length);
    const tookMs = (later.at(-1) ?? 0) - firstMs;
    expect(Math.abs(durationMs / (tookMs * (1 + 1 / later.length)) - 1)).toBeLessThan(0.1);
    expect(existsSync(`${file}.part`)).toBe(false);
  });

  test('can be played up to the last seconds when it is killed', async () => {
    using folder = new OutputFolder();
    await using camera = await StreamCamera.start();
    const part = folder.file(`out.${format}.part`);
    await using run = new RecordRun(['--url', camera.url(), '--output', folder.file(`out.${format}`)]);
    await until('four seconds are sent', () => camera.sentAtMs.length > 120);
    run.child.kill('SIGKILL');
    await run.ended();
    const frames = await until('the file plays', () => {
      const { timesMs } = probe(part);
      return timesMs.length > 60 && timesMs.length;
    });
    expect(frames).toBeGreaterThan(60);
  });

  test('goes on with --retry after a loss, in the same file, with a gap as long as the loss', async () => {
    using folder = new OutputFolder();
    const file = folder.file(`out.${format}`);
    let camera = await StreamCamera.start();
    const { port } = camera;
    await using run = new RecordRun(['--url', camera.url(), '--output', file, '--retry']);
    await until('pictures are sent', () => camera.sentAtMs.length > 20);
    const lostAtMs = performance.now();
    await camera[Symbol.asyncDispose]();
    await run.says(/It is tried again\.\n/);
    camera = await StreamCamera.start({ port });
    await using again = camera;
    await run.says(/The stream is there after \d+\.\d s\.\n/);
    const awayMs = (again.sentAtMs[0] ?? 0) - lostAtMs;
    await until('pictures are sent', () => again.sentAtMs.length > 20);
    run.child.kill('SIGINT');
    expect(await run.ended()).toMatchObject({ code: 0 });
    const { timesMs } = probe(file);
    // Half of it: a slow machine may make other gaps, though none as long.
    const gaps = steps(timesMs).filter((step) => step > awayMs / 2);
    expect(gaps).toHaveLength(1);
    expect(Math.abs((gaps[0] ?? 0) / awayMs - 1)).toBeLessThan(0.2);
    expect(timesMs.length).toBeGreaterThan(40);
  });

  test('without --retry is finished when the camera vanishes, and that is an error', async () => {
    using folder = new OutputFolder();
    await using camera = await StreamCamera.start();
    const file = folder.file(`out.${format}`);
    await using run = new RecordRun(['--url', camera.url(), '--output', file]);
    await until('pictures are sent', () => camera.sentAtMs.length > 20);
    camera.cut();
    const { code, stdout, stderr } = await run.ended();
    expect(code).toBe(1);
    expect(stdout).toContain(`Recorded ${file}`);
    expect(stderr).toMatch(
      /^Error: 127\.0\.0\.1:\d+\/stream: the camera closed the connection\. Check .* --retry/,
    );
    expect(probe(file).timesMs.length).toBeGreaterThan(15);
  });

  test('goes on in another file when the pictures change their size', async () => {
    using folder = new OutputFolder();
    const images = [...pictures.slice(0, 5), ...jpegs(5, '320x240')];
    await using camera = await StreamCamera.start({ images });
    const file = folder.file(`out.${format}`);
    const args = ['--url', camera.url(), '--output', file, '--limit-frames', '10'];
    expect(await record(args)).toMatchObject({ code: 0, stderr: '' });
    expect(probe(file)).toMatchObject({ width: 160, timesMs: { length: 5 } });
    expect(probe(folder.file(`out-2.${format}`))).toMatchObject({ width: 320, timesMs: { length: 5 } });
  });
});
