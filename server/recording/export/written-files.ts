import { basename } from 'node:path';
import type { OpenSegment } from '../segment-feed.ts';
import { parseSegmentFile } from '../storage/segment-name.ts';
import type { WrittenFile } from './recorded-range.ts';

/** The files of the recorders that are writing one. */
export function writtenFiles(
  writers: readonly { camera: string; recorder: { segment: OpenSegment | undefined } }[],
): WrittenFile[] {
  return writers.flatMap(({ camera, recorder: { segment } }) => {
    const name = segment && parseSegmentFile(basename(segment.path));
    if (!segment || !name) return [];
    return [{ camera, id: name.id, path: segment.path, startMs: segment.startedAt.getTime() }];
  });
}
