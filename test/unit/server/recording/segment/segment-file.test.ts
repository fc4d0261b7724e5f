import { describe, expect, test } from 'vitest';
import type { FileEnd } from '../../../../../server/recording/matroska/matroska-writer.ts';
import { DiskLane } from '../../../../../server/recording/segment/disk-lane.ts';
import type { SegmentDisk } from '../../../../../server/recording/segment/segment-disk.ts';
import { SegmentFile } from '../../../../../server/recording/segment/segment-file.ts';
import { SteppedClock } from '../../../../doubles/stepped-clock.ts';

const end: FileEnd = {
  cues: Buffer.from('cues'),
  patches: [
    { at: 3, bytes: Buffer.from('head') },
    { at: 1, bytes: Buffer.from('size') },
  ],
  patchesWithoutCues: [{ at: 1, bytes: Buffer.from('size') }],
  durationMs: 1_000,
  frames: 1,
};

/** A disk that notes what is asked of it, and is too full for some bytes. */
function notingDisk(refused?: string) {
  const steps: string[] = [];
  const note = async (step: string) => void steps.push(step);
  const disk: SegmentDisk = {
    create: async () => ({
      async write({ at, bytes }) {
        if (bytes.toString() === refused) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
        await note(`${bytes.toString()} at ${at}`);
      },
      sync: () => note('sync'),
      truncate: (bytes) => note(`cut to ${bytes}`),
      close: () => note('close'),
    }),
    rename: (_, to) => note(`named ${to}`),
    remove: () => note('removed'),
  };
  return { disk, steps };
}

async function finish(refused?: string): Promise<string[]> {
  const { disk, steps } = notingDisk(refused);
  const file = await SegmentFile.create(disk, new DiskLane(new SteppedClock()), 'a.part');
  await file.append(Buffer.from('body'));
  await file.finish(end, 'a.mkv');
  return steps;
}

describe('the end of a file', () => {
  test('is synced step by step, so that a power cut leaves a whole file or one that can be repaired', async () => {
    expect(await finish()).toEqual([
      ...['body at 0', 'cues at 4', 'sync', 'head at 3', 'size at 1', 'sync', 'named a.mkv', 'close'],
    ]);
  });

  test('has no Cues where the disk is too full for them', async () => {
    expect(await finish('cues')).toEqual([
      ...['body at 0', 'cut to 4', 'size at 1', 'sync', 'named a.mkv', 'close'],
    ]);
  });
});
