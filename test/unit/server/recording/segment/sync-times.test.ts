import { expect, test } from 'vitest';
import type { SegmentDisk } from '../../../../../server/recording/segment/segment-disk.ts';
import { until } from '../../../../fixtures/until.ts';
import { tinyJpeg } from '../jpeg-frames.ts';
import { RecorderBench } from '../recorder-bench.ts';

/** A disk in memory that keeps nothing and tells of each sync. */
function countingDisk(onSync: () => void): SegmentDisk {
  const done = async () => undefined;
  return {
    create: async () => ({ write: done, sync: async () => onSync(), truncate: done, close: done }),
    rename: done,
    remove: done,
  };
}

test.each([
  ['30 frames a second', 33, 20_000],
  ['7 frames a second', 143, 20_000],
  ['30 large frames a second', 33, 150_000],
  ['a frame every 0.7 seconds', 700, 20_000],
  ['a frame every 2.5 seconds', 2_500, 20_000],
])(
  'of %s none waits for two seconds until it is synced, and the disk syncs seldom',
  async (_, stepMs, bytes) => {
    let [safe, syncs] = [0, 0];
    const disk = countingDisk(() => {
      safe = bench.recorder.counters.framesWritten;
      syncs++;
    });
    await using bench = new RecorderBench({ disk, settings: { gapMs: 10_000 } });
    bench.recorder.start();
    const send = () => bench.send(1, { jpeg: tinyJpeg(1, bytes) }, 0);
    await send();
    await until('the file is open', () => bench.recorder.segment !== undefined);
    const sentAtMs = [bench.clock.nowMs()];
    let oldestUnsafeMs = 0;
    const lookMs = 10;
    for (let passedMs = lookMs; passedMs <= 60_000; passedMs += lookMs) {
      await bench.clock.advance(lookMs);
      if (passedMs % stepMs < lookMs) {
        await send();
        sentAtMs.push(bench.clock.nowMs());
      }
      await new Promise(setImmediate);
      const nowMs = bench.clock.nowMs();
      oldestUnsafeMs = Math.max(oldestUnsafeMs, nowMs - (sentAtMs[safe] ?? nowMs));
    }
    expect(oldestUnsafeMs).toBeLessThan(2_000);
    expect(syncs).toBeLessThan(60);
  },
);
