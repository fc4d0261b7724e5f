import { describe, expect, test } from 'vitest';
import type { ExportEntry } from '../../../../server/contract/export.ts';
import { exportText } from '../../../../renderer/recordings/exports/export-words.ts';
import { pictureWords } from '../../../../renderer/recordings/play/picture-words.ts';
import { canAdopt, daysText } from '../../../../renderer/recordings/storage/storage-words.ts';
import { momentText, secondText } from '../../../../renderer/recordings/timeline/time-text.ts';

const atMs = new Date(2026, 10, 29, 14, 3, 10).getTime();

describe('a place without a picture', () => {
  test('says when the next recording begins, and offers to go there', () => {
    expect(pictureWords({ kind: 'gap', seek: 1, atMs, nextMs: atMs + 60_000 }, atMs)).toEqual({
      text: `No recording at this time. Next: ${secondText(atMs + 60_000)}`,
      goToMs: atMs + 60_000,
    });
  });

  test('names the day of a recording on another day', () => {
    const nextMs = atMs + 86_400_000;
    const words = pictureWords({ kind: 'gap', seek: 1, atMs, nextMs }, atMs);
    expect(words?.text).toMatch(/Next: .*30.*, 14:03:10$/);
  });

  test('says that nothing comes any more, and why the server refuses', () => {
    expect(pictureWords({ kind: 'end', seek: 1, atMs, nextMs: null }, atMs)?.text).toBe(
      'The recordings end here.',
    );
    expect(pictureWords({ kind: 'refused', message: 'Too many play.' }, atMs)?.text).toBe('Too many play.');
    expect(pictureWords({ kind: 'picture', seek: 1, capturedAt: atMs }, atMs)).toBeUndefined();
  });
});

describe('an export in words', () => {
  const of = (state: Partial<ExportEntry>) =>
    exportText({
      ...{ id: 'a', camera: 'door', camera_name: 'Door', from_ms: 0, to_ms: 1, format: 'mp4', created_ms: 0 },
      ...state,
    } as ExportEntry);

  test('tells how far it is, how long it takes, and what came out', () => {
    expect(of({ state: 'waiting' })).toBe('Waiting for its turn');
    expect(of({ state: 'running', progress: 0.426, bytes: 1, seconds_left: 75 })).toBe(
      '42 %, about 1 min left',
    );
    expect(of({ state: 'running', progress: 0, bytes: 0, seconds_left: null })).toBe('0 %');
    const gap = { from_ms: 0, to_ms: 1 };
    expect(of({ state: 'done', bytes: 12_400_000, duration_ms: 300_000, gaps: [gap] })).toBe(
      '12.4 MB, 5 min, with one gap',
    );
    expect(of({ state: 'failed', message: 'The disk is full.' })).toBe('The disk is full.');
  });
});

test('how long the disk lasts is said without false precision', () => {
  expect([null, 0.4, 2.34, 45.6, 1e6].map(daysText)).toEqual([
    '–',
    'less than a day',
    '2.3 days',
    '46 days',
    'more than 10 years',
  ]);
});

test('a disk can be taken only where another one was chosen before', () => {
  expect((['foreign', 'missing', 'disk-full', 'hung', null] as const).map(canAdopt)).toEqual([
    ...[true, true, false, false, false],
  ]);
});

test('a moment has its day and its second', () => {
  expect(momentText(atMs)).toMatch(/2026.*14:03:10$/);
});
