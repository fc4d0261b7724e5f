import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepThumbnail, readThumbnail } from '../../../../server/recording/thumbnail.ts';
import { jpegs } from './jpeg-frames.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'thumbnail-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const id = '2026-11-29T10-05-00.123Z';
const [jpeg = Buffer.alloc(0)] = jpegs(1);

test('a thumbnail is kept beside its recording', async () => {
  const recording = join(folder, `${id}_5.000s.mkv`);
  writeFileSync(recording, '');
  await keepThumbnail(recording, id, jpeg);
  expect(await readThumbnail(recording, id)).toEqual(jpeg);
  expect(readdirSync(folder)).toEqual([`${id}.jpg`, `${id}_5.000s.mkv`]);
});

test('a recording that was removed while its thumbnail was made gets none', async () => {
  await keepThumbnail(join(folder, `${id}_5.000s.mkv`), id, jpeg);
  expect(readdirSync(folder)).toEqual([]);
});
