import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordingKind } from '../../contract/recording-kind.ts';
import { ensureFolder } from '../../runtime/ensure-folder.ts';
import { parseSegmentFile, partName, segmentFolder, segmentId, type SegmentStart } from './segment-name.ts';

/**
 * A path that no segment has yet: when the clock was set back, a time comes twice. @param device of the disk that was
 * checked @throws what the file system throws
 */
export async function freePath(
  root: string,
  camera: string,
  start: SegmentStart,
  device: number,
  kind: RecordingKind,
): Promise<string> {
  // The disk may have been removed since it was checked. Then nothing may be made in the empty folder below it.
  await mustBeOn(device, root);
  const folder = await ensureFolder(root, segmentFolder(camera, start, kind));
  // The folder may be a link to another disk.
  await mustBeOn(device, folder);
  const taken = new Set((await readdir(folder)).map((name) => parseSegmentFile(name)?.id));
  for (let later = 0; ; later++) {
    const id = segmentId(shifted(start, later), kind);
    if (!taken.has(id)) return join(folder, partName(id));
  }
}

async function mustBeOn(device: number, folder: string): Promise<void> {
  const { dev } = await lstat(folder);
  if (dev !== device) throw Object.assign(new Error(`${folder} is on another disk`), { code: 'ENODEV' });
}

function shifted(start: SegmentStart, byMs: number): SegmentStart {
  return start.clock === 'synchronised'
    ? { ...start, startedAt: new Date(start.startedAt.getTime() + byMs) }
    : { ...start, bootMs: start.bootMs + byMs };
}
