import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { Progress, progressLine, type ProgressView } from '../../../../../server/cli/record/progress.ts';
import { until } from '../../../../fixtures/until.ts';
import { TerminalCli } from '../terminal.ts';
import { OutputFolder } from './record-run.ts';
import { StreamCamera } from './stream-camera.ts';

const view: ProgressView = {
  recordedMs: 2_000,
  frames: 61,
  bytes: 3_450_000,
  dropped: 0,
  state: 'recording',
};

function output() {
  const stream = new PassThrough() as unknown as NodeJS.WriteStream & PassThrough;
  return { stream, text: () => (stream.read() as Buffer | null)?.toString() ?? '' };
}

describe('progress', () => {
  test('tells time, frames, rate and size, and drops and a loss where there are any', () => {
    expect(progressLine(view, 'x.mkv')).toBe('2.0 s, 61 frames (30.0 per second), 3.5 MB -> x.mkv');
    expect(progressLine({ ...view, dropped: 2, state: 'lost' }, 'x.mkv')).toBe(
      '2.0 s, 61 frames (30.0 per second), 3.5 MB, 2 dropped, the stream is away -> x.mkv',
    );
    expect(progressLine({ ...view, state: 'waiting' }, 'x.mkv')).toBe(
      'waiting for the first picture -> x.mkv',
    );
  });

  test('is a line every 10 seconds where there is no terminal', () => {
    const { stream, text } = output();
    const progress = new Progress(stream, 'x.mkv');
    for (let nowMs = 100_000; nowMs <= 125_000; nowMs += 500) progress.show(view, nowMs);
    expect(text()).toBe(`${progressLine(view, 'x.mkv')}\n`.repeat(2));
  });

  test('is one line that changes in a terminal, and makes way for what stays', async () => {
    using folder = new OutputFolder();
    await using camera = await StreamCamera.start();
    const file = folder.file('out.mp4');
    await using terminal = new TerminalCli(
      ['record', '--url', camera.url(), '--output', file],
      {},
      'cols 200 rows 24',
    );
    await until('it was drawn twice', () => terminal.output.split('\r\x1b[K').length > 4);
    // The terminal sends Ctrl+C to all programs in it, which must not end ffmpeg.
    terminal.type('\x03');
    expect(await terminal.ended()).toBe(0);
    const lines = terminal.output.replaceAll('\r\x1b[K', '\n<').split(/\r?\n/);
    expect(lines).toContainEqual(
      expect.stringMatching(/^<\d\.\d s, \d+ frames \(\d+\.\d per second\), \d\.\d MB -> \S+out\.mp4$/),
    );
    expect(lines.at(-2)).toMatch(/^<Recorded \S+out\.mp4: \d+ frames, \d\.\d s, \d\.\d MB$/);
  });
});
