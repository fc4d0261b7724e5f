import type { SegmentEntry } from '../storage/segment-entry.ts';
import type { ObjectMetadata } from './object-store.ts';

/** The name of a segment in the bucket: as below the recordings' folder. */
export function objectKey(prefix: string, { path }: Pick<SegmentEntry, 'path'>): string {
  return prefix === '' ? path : `${prefix}/${path}`;
}

/** HTTP headers take ASCII only: other letters of a camera's id are as in a URL. */
export function objectMetadata(entry: SegmentEntry): ObjectMetadata {
  return {
    camera: encodeURIComponent(entry.camera),
    start: new Date(entry.startMs).toISOString(),
    'duration-ms': String(Math.round(entry.durationMs)),
    clock: entry.clock,
  };
}
