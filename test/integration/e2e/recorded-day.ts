import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestPatternPicture } from '../../../server/capture/test-pattern/test-pattern-picture.ts';
import {
  cameraFolder,
  closedName,
  dayFolder,
  segmentId,
} from '../../../server/recording/storage/segment-name.ts';
import { testFacts } from '../../unit/server/recording/jpeg-frames.ts';
import { claimFolder } from '../../unit/server/recording/playback/recorded-files.ts';
import { wholeFile } from '../../unit/server/recording/whole-file.ts';

const segmentMs = 300_000;
const frameMs = 5_000;
const size = { width: 640, height: 360 };

/** A stretch of time without a gap, in hours before now. */
export interface Stretch {
  camera: string;
  label: string;
  fromHours: number;
  toHours: number;
  isProtected?: boolean;
}

/** Recordings of test patterns, as they lie on the disk of a server that has run for a while. */
export function recordDay(folder: string, nowMs: number, stretches: readonly Stretch[]): void {
  claimFolder(folder);
  for (const { camera, label, fromHours, toHours, isProtected = false } of stretches) {
    const picture = new TestPatternPicture({ label, ...size, quality: 70 });
    const endMs = nowMs - toHours * 3_600_000;
    let number = 0;
    for (let startMs = nowMs - fromHours * 3_600_000; startMs < endMs; startMs += segmentMs) {
      const lengthMs = Math.min(segmentMs, endMs - startMs);
      const frames = Array.from({ length: Math.max(1, Math.floor(lengthMs / frameMs)) }, (_, index) => {
        const moment = {
          number: number++,
          time: new Date(startMs + index * frameMs),
          elapsedMs: index * frameMs,
        };
        return { jpeg: picture.draw(moment), atMs: index * frameMs };
      });
      const startedAt = new Date(startMs);
      const start = { clock: 'synchronised', startedAt } as const;
      const id = segmentId(start);
      const day = join(folder, cameraFolder(camera), dayFolder(start));
      mkdirSync(day, { recursive: true });
      const facts = { ...testFacts, ...size, camera: { id: camera, name: label }, startedAt };
      writeFileSync(join(day, closedName(id, frames.length * frameMs)), wholeFile(facts, frames));
      if (isProtected) writeFileSync(join(day, `${id}.keep`), '');
    }
  }
}
