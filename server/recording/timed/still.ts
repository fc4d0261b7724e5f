import type { Frame } from '../../frame/frame.ts';
import { factsOf, type FrameFactsParts } from '../frame-facts.ts';
import type { DiskLane } from '../segment/disk-lane.ts';
import type { SegmentDisk } from '../segment/segment-disk.ts';
import type { ClosedSegment, SegmentHome } from '../segment/segment-home.ts';
import { storageProblem, type StorageProblem } from '../segment/storage-problem.ts';

export interface StillParts extends FrameFactsParts {
  /** Of stills. */
  home: SegmentHome;
  disk: SegmentDisk;
  lane: DiskLane;
  onClosed: (still: ClosedSegment) => Promise<void>;
}

/** Writes a picture as a JPEG file, which has its name only when it is whole. Why not; undefined: it did. Never rejects. */
export async function writeStill(frame: Frame, parts: StillParts): Promise<StorageProblem | undefined> {
  const { home, disk, lane, onClosed } = parts;
  const { jpeg } = frame;
  const facts = factsOf(frame, parts);
  const prepared = await home.prepare(facts);
  if (!prepared.ok) return prepared.problem;
  const part = prepared.path;
  const path = home.finalPath(part, 0);
  try {
    await lane.run(() => writeWhole(disk, part, path, jpeg));
  } catch (error) {
    return storageProblem(error);
  }
  await onClosed({ facts, path, frames: 1, bytes: jpeg.length, durationMs: 0 });
  return undefined;
}

async function writeWhole(disk: SegmentDisk, part: string, path: string, jpeg: Buffer): Promise<void> {
  const file = await disk.create(part);
  try {
    await file.write({ at: 0, bytes: jpeg });
    await file.sync();
  } catch (error) {
    await file.close().catch(() => undefined); // the first error says more
    await disk.remove(part).catch(() => undefined); // it is removed at the next start
    throw error;
  }
  await file.close();
  await disk.rename(part, path);
}
