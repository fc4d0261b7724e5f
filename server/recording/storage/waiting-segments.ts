import { basename, join } from 'node:path';
import type { RecordingKind } from '../../contract/recording-kind.ts';
import type { DiskLane } from '../segment/disk-lane.ts';
import type { UploadMarks } from '../upload/upload-marks.ts';
import type { SegmentEntry, SegmentIndex } from './segment-entry.ts';
import { hasUploadMark, setUploadMark } from './segment-files.ts';
import { parseSegmentFile } from './segment-name.ts';

export interface WaitingSegmentsParts {
  /** The recordings' folder. */
  root: string;
  lane: DiskLane;
  index: Pick<SegmentIndex, 'get' | 'put'>;
  uploads: UploadMarks;
}

/** The marks of the segments that wait for their upload. Each function throws what the file system throws. */
export class WaitingSegments {
  readonly #parts: WaitingSegmentsParts;

  constructor(parts: WaitingSegmentsParts) {
    this.#parts = parts;
  }

  /** Whether what a camera writes now is to be uploaded. Films and stills never are. */
  wants(camera: string, kind: RecordingKind): boolean {
    return kind === 'recording' && this.#parts.uploads.wants(camera);
  }

  /** Marks a segment that is about to be written. @param path of its file; absolute */
  async mark(path: string): Promise<void> {
    const id = parseSegmentFile(basename(path))?.id;
    if (id !== undefined) await this.#parts.lane.run(() => setUploadMark(path, id, true));
  }

  /** To be told of each segment that was closed. One that began while uploads were on waits, also when they are off by now. */
  async noteClosed(entry: SegmentEntry): Promise<void> {
    if (entry.kind !== 'recording') return;
    const { root, lane } = this.#parts;
    const isMarked = () => lane.run(() => hasUploadMark(join(root, entry.path), entry.id));
    if (entry.waitsForUpload || (await isMarked())) await this.set(entry, true);
  }

  /** Marks a segment for the upload, or as uploaded. False: it cannot wait. */
  async set(entry: SegmentEntry | undefined, isWaiting: boolean): Promise<boolean> {
    if (entry?.state !== 'closed' || entry.kind !== 'recording') return false;
    const { root, lane, index, uploads } = this.#parts;
    await lane.run(() => setUploadMark(join(root, entry.path), entry.id, isWaiting));
    // Meanwhile it may have been protected, removed or renamed.
    const current = index.get(entry.camera, entry.id);
    if (!current) return false;
    const changed = { ...current };
    if (isWaiting) changed.waitsForUpload = true;
    else delete changed.waitsForUpload;
    index.put([changed]);
    if (isWaiting) uploads.noteWaiting();
    return true;
  }
}
