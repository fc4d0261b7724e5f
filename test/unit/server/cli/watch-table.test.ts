import { describe, expect, test } from 'vitest';
import { columnsOf, fitted, printable } from '../../../../server/cli/terminal-text.ts';
import { counterSums } from '../../../../server/cli/watch/counter-sums.ts';
import type { CameraView } from '../../../../server/cli/watch/read-cameras.ts';
import { cameraLine, watchFrame } from '../../../../server/cli/watch/watch-table.ts';

const live: CameraView = {
  id: 'door',
  state: 'online',
  kind: 'live',
  message: 'running',
  last_frame_age: 0.04,
  subscribers: 3,
  fps: 29.97,
  width: 1280,
  height: 720,
  drops: 7,
  failures: 0,
};
const away: CameraView = {
  ...live,
  id: '玄関',
  state: 'offline',
  kind: 'retrying',
  reason: 'no-device',
  detail: '/dev/video0 is\nnot \x1b[2Jthere',
  fps: null,
  last_frame_age: 7_300,
  drops: undefined,
};
const view = (cameras: CameraView[]) => ({
  address: 'http://pi:8000/',
  cameras,
  at: new Date(),
  problem: undefined,
});

describe('the table of cameras', () => {
  test('has its columns under each other, also with letters that are wider', () => {
    const [, , head, door, entrance] = watchFrame(view([live, away]), { columns: 120, rows: 24 }).slice(-5);
    const lines = [head, door, entrance].filter((line) => line !== undefined);
    expect(lines.map((line) => line.replaceAll(/ {2,}/g, '|'))).toEqual([
      'CAMERA|STATE|FPS|SIZE|VIEWERS|AGE|DROPS|FAILURES|REASON',
      'door|online|30.0|1280x720|3|0.0s|7|0',
      '玄関|offline|-|1280x720|3|2h|-|0|no-device: /dev/video0 is not there',
    ]);
    expect(
      new Set(lines.map((line) => columnsOf(line.slice(0, line.search(/STATE|online|offline/))))),
    ).toEqual(new Set([8]));
  });

  test('leaves out columns that nobody fills, and shows what a family server has', () => {
    const bare: CameraView = {
      id: 'a',
      state: 'stale',
      message: 'no recent frames',
      last_frame_age: 9,
      subscribers: 0,
      drops: undefined,
      failures: undefined,
    };
    const text = watchFrame(view([bare]), { columns: 80, rows: 24 }).join('\n');
    expect(text).not.toContain('DROPS');
    expect(text).toMatch(/a +stale +- +- +0 +9.0s +no recent frames/);
    expect(cameraLine(bare)).toBe('a stale fps=- viewers=0 age=9.0s no recent frames');
  });

  test.each([1, 5, 20, 80])('fits into %d columns and as many rows', (size) => {
    const frame = watchFrame(view([live, away, live, away]), { columns: size, rows: size });
    expect(frame.length).toBeLessThanOrEqual(size);
    for (const line of frame) expect(columnsOf(line)).toBeLessThan(size);
  });

  test('says when there is nothing to show', () => {
    const frame = (rest: object) =>
      watchFrame({ ...view([]), ...rest }, { columns: 80, rows: 24 }).join('\n');
    expect(frame({})).toContain('No cameras are configured.');
    expect(frame({ cameras: undefined })).toContain('Asking the server');
    expect(frame({ problem: 'no server' })).toContain('Not up to date: no server');
  });
});

describe('text for a terminal', () => {
  test('never steers it', () => {
    expect(printable('a\x1b]0;title\x07b\x1b[31mc\u0007\u009b1A\r\n\td')).toBe('abc?\n\td');
  });

  test.each([
    ['abc', 5, 'abc  '],
    ['abcdef', 4, 'abc…'],
    ['玄関の', 5, '玄関…'],
    ['玄関の', 4, '玄… '],
    ['👩‍👩‍👧x', 3, '👩‍👩‍👧x'],
    ['abc', 0, ''],
  ])('%j in %d columns is %j', (text, columns, wanted) => {
    expect(fitted(text, columns)).toBe(wanted);
    expect(columnsOf(wanted)).toBe(columns);
  });
});

describe('the counters of /metrics', () => {
  test('are summed by camera, whatever labels stand beside it', () => {
    const text = [
      '# HELP rpicam_dropped_frames_total Frames.',
      '# TYPE rpicam_dropped_frames_total counter',
      'rpicam_dropped_frames_total{camera="a",reason="slow"} 3',
      'rpicam_dropped_frames_total{reason="size",camera="a"} 4',
      'rpicam_dropped_frames_total{camera="b \\"x\\" \\\\"} 5',
      'rpicam_dropped_frames_total{xcamera="a"} 100',
      'rpicam_camera_online{camera="a"} 1',
      'rpicam_dropped_frames_total{camera="a"} NaN',
    ].join('\n');
    expect([...counterSums(text, /^rpicam_\w*drop\w*_total$/)]).toEqual([
      ['a', 7],
      ['b "x" \\', 5],
    ]);
  });
});
