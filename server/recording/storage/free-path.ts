import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordingKind } from '../../contract/recording-kind.ts';
import { ensureFolder } from './ensure-folder.ts';
import { parseSegmentFile, partName, segmentFolder, segmentId, type SegmentStart } from './segment-name.ts';

/**
 * A path that no segment has: after the clock was set back a time can come again. @param device the disk that was looked
 * at @throws what the file system throws
 */
export async function freePath(
  root: string,
  camera: string,
  start: SegmentStart,
  device: number,
  kind: RecordingKind,
): Promise<string> {
  // The disk may have gone since it was looked at: nothing is made on the one below.
  await mustBeOn(device, root);
  const folder = await ensureFolder(root, segmentFolder(camera, start, kind));
  // A folder may lead elsewhere.
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
