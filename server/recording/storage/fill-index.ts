import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorText } from '../../contract/error-text.ts';
import type { DiskLane } from '../segment/disk-lane.ts';
import { recoverFile, type Recovery } from './recover.ts';
import { scanFolder, type UnfinishedFile } from './scan-folder.ts';
import type { SegmentEntry, SegmentIndex } from './segment-entry.ts';

export interface StoreReport {
  segments: number;
  recovered: Recovery[];
  /** Unfinished files that could not be looked at, and why. */
  failed: { path: string; why: string }[];
}

export interface FillParts {
  /** The recordings' folder. */
  root: string;
  lane: DiskLane;
  index: SegmentIndex;
}

/** So many rows are put at a time. */
const batch = 500;

/** Ends what a crash left in the folder, and fills the index from the files. @throws what the file system throws */
export async function recoverAndFill(parts: FillParts, signal: AbortSignal): Promise<StoreReport> {
  const { root, index, lane } = parts;
  const report: StoreReport = { segments: 0, recovered: [], failed: [] };
  const unfinished: UnfinishedFile[] = [];
  for await (const found of scanFolder(root, signal)) {
    if (found.kind === 'unfinished') unfinished.push(found.file);
    if (found.kind === 'stray-mark') await lane.run(() => rm(join(root, found.path), { force: true }));
  }
  for (const file of unfinished) {
    try {
      report.recovered.push(await lane.run(() => recoverFile(root, file, signal)));
    } catch (error) {
      signal.throwIfAborted();
      report.failed.push({ path: file.path, why: errorText(error) });
    }
  }
  index.clear();
  report.segments = await fillIndex(parts, signal);
  return report;
}

/** Puts each file into the index. How many there are. @throws what the file system throws */
export async function fillIndex(
  { root, index }: Pick<FillParts, 'root' | 'index'>,
  signal: AbortSignal,
): Promise<number> {
  let segments = 0;
  let entries: SegmentEntry[] = [];
  const put = () => {
    index.put(entries);
    segments += entries.length;
    entries = [];
  };
  for await (const found of scanFolder(root, signal)) {
    if (found.kind === 'segment') entries.push(found.entry);
    if (entries.length >= batch) put();
  }
  put();
  return segments;
}
