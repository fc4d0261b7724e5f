import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SegmentFacts } from '../../../../../server/recording/matroska/segment-facts.ts';
import { storageMarker } from '../../../../../server/recording/storage/storage-check.ts';
import {
  cameraFolder,
  closedName,
  dayFolder,
  segmentId,
} from '../../../../../server/recording/storage/segment-name.ts';
import { testFacts } from '../jpeg-frames.ts';
import { asAvc } from '../as-avc.ts';
import { unfinishedFile, wholeFile } from '../whole-file.ts';
import { numberedJpeg } from './numbered-picture.ts';

/** Makes the folder one that the server takes for its recordings. */
export function claimFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, storageMarker), '{"id":"test"}');
}

export interface RecordedFile {
  id: string;
  path: string;
  startMs: number;
}

/** A closed recording with pictures that show numbers from `first` on. */
export async function recordFile(
  folder: string,
  file: {
    camera?: string;
    startMs: number;
    first: number;
    count: number;
    stepMs?: number;
    size?: { width: number; height: number };
    facts?: Partial<SegmentFacts>;
    /** As H.264, with a key frame each two seconds. */
    isAvc?: boolean;
    /** Without Cues, as a full disk leaves it. */
    isPlain?: boolean;
  },
): Promise<RecordedFile> {
  const { camera = 'door', startMs, first, count, stepMs = 100, size = { width: 320, height: 240 } } = file;
  const startedAt = new Date(startMs);
  const jpegs = await Promise.all(
    Array.from({ length: count }, async (_, index) => ({
      jpeg: await numberedJpeg(first + index, size),
      atMs: index * stepMs,
    })),
  );
  const { frames, avc } = file.isAvc ? await asAvc(jpegs, size) : { frames: jpegs };
  const own = { ...size, camera: { id: camera, name: camera }, startedAt, avc };
  const facts = { ...testFacts, ...own, ...file.facts };
  const id = segmentId({ clock: 'synchronised', startedAt });
  const day = join(folder, cameraFolder(camera), dayFolder({ clock: 'synchronised', startedAt }));
  mkdirSync(day, { recursive: true });
  const path = join(day, closedName(id, count * stepMs));
  writeFileSync(path, file.isPlain ? unfinishedFile(facts, frames) : wholeFile(facts, frames));
  return { id, path, startMs };
}
