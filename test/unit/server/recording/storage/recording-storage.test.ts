import {
  mkdirSync,
  mkdtempSync,
  openSync,
  closeSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DiskLane } from '../../../../../server/recording/segment/disk-lane.ts';
import { RecordingStorage } from '../../../../../server/recording/storage/recording-storage.ts';
import { UploadMarks } from '../../../../../server/recording/upload/upload-marks.ts';
import { pino } from 'pino';
import { SteppedClock } from '../../../../doubles/stepped-clock.ts';
import { testFacts, tinyJpeg } from '../jpeg-frames.ts';
import { testBoot } from '../recorder-bench.ts';
import { wholeFile } from '../whole-file.ts';

let folder: string;
let stop: AbortController;
let running: Promise<void>;
let warned: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'storage-'));
  stop = new AbortController();
  warned = [];
});
afterEach(async () => {
  stop.abort();
  await running;
  rmSync(folder, { recursive: true });
});

const indexPath = () => join(folder, 'index.db');
const hasSqlite = Number.parseInt(process.versions.node) >= 24;

function put(path: string, bytes: Buffer | string = ''): void {
  const whole = join(folder, 'recordings', path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, bytes);
}

function start(): RecordingStorage {
  const clock = new SteppedClock();
  const logger = pino({ level: 'warn' }, { write: (line: string) => void warned.push(line) });
  const memory = { read: async () => undefined, write: async () => undefined };
  const storage = new RecordingStorage({
    ...{ root: join(folder, 'recordings'), isOwn: true, memory, indexPath: indexPath() },
    ...{ lane: new DiskLane(clock), clock, boot: testBoot, limits: () => ({}), logger },
    uploads: new UploadMarks(() => false),
  });
  running = storage.run(stop.signal);
  return storage;
}

const names = (storage: RecordingStorage) => storage.store?.list({ limit: 10_000 }).map(({ id }) => id) ?? [];

describe('the storage of recordings', () => {
  test.skipIf(!hasSqlite).each([4_096, 16_384])(
    'goes on when its index is damaged behind byte %i, and lists the same again',
    async (keptBytes) => {
      const count = 2_000;
      for (let number = 0; number < count; number++) {
        const startedAt = new Date(Date.UTC(2026, 10, 19) + number * 10_000);
        put(`door/2026-11-19/${startedAt.toISOString().replaceAll(':', '-')}_9.000s.mkv`);
      }
      const first = start();
      await first.settled();
      const before = names(first);
      expect(before).toHaveLength(count);
      stop.abort();
      await running;
      stop = new AbortController();
      // Its first pages stay: it can be opened, and fails when more of it is read or written.
      const damage = Buffer.alloc(statSync(indexPath()).size - keptBytes, 0x5a);
      const file = openSync(indexPath(), 'r+');
      writeSync(file, damage, 0, damage.length, keptBytes);
      closeSync(file);
      const storage = start();
      await storage.settled();
      expect(warned).toEqual([expect.stringContaining('the list of recordings failed')]);
      expect(names(storage)).toEqual(before);
      expect(await storage.store?.remove('door', before[0] ?? '')).toBe(true);
      expect(names(storage)).toEqual(before.slice(1));
    },
  );

  test('gives their dates to files that an earlier process of this start of the machine recorded', async () => {
    const file = wholeFile(testFacts, [{ jpeg: tinyJpeg(1), atMs: 0 }]);
    put(`door/unsynchronised/boot-${testBoot.id}-000000060033_0.033s.mkv`, file);
    const storage = start();
    await storage.settled();
    expect(names(storage)).toEqual(['2026-11-20T12-00-00.033Z']);
  });

  test('names the others by the clock when one of them cannot be', async () => {
    put(`door/unsynchronised/boot-${testBoot.id}-000000000001_0.033s.mkv`, 'no recording');
    const file = wholeFile(testFacts, [{ jpeg: tinyJpeg(1), atMs: 0 }]);
    put(`door/unsynchronised/boot-${testBoot.id}-000000060033_0.033s.mkv`, file);
    const storage = start();
    await storage.settled();
    expect(names(storage).sort()).toEqual(['2026-11-20T12-00-00.033Z', `boot-${testBoot.id}-000000000001`]);
  });
});
