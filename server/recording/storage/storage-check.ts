import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../../runtime/make-folder.ts';
import { storageProblem, type StorageProblem } from '../segment/storage-problem.ts';
import { readPlain, writePlain } from '../../runtime/plain-file.ts';

/** A file in the recordings' folder that says which disk it is. The number of a device changes from start to start. */
export const storageMarker = '.rpicam-kiosk-recordings.json';

export type StorageState =
  | { kind: 'ready'; id: string | undefined; device: number; freeBytes: number; totalBytes: number }
  | { kind: 'problem'; problem: StorageProblem };

const maxMarkerBytes = 4_096;
const marker = z.object({ id: z.string().min(1).max(100) });

/**
 * Makes the folder the one for recordings. Returns its id, for the caller to keep elsewhere: with it `checkStorage` tells
 * a disk that is not mounted, or another one, from this one. @throws what the file system throws
 */
export async function claimStorage(root: string): Promise<string> {
  await makeFolder(root);
  const found = await readMarker(root);
  if (found !== undefined) return found;
  const id = randomUUID();
  await writePlain(join(root, storageMarker), `${JSON.stringify({ id })}\n`, 0o644);
  return id;
}

/** Whether recordings can go to the folder. Never rejects. @param id of the disk that was chosen; undefined takes any */
export async function checkStorage(root: string, id: string | undefined): Promise<StorageState> {
  try {
    const found = await readMarker(root);
    if (id !== undefined && found !== id) return problem(found === undefined ? 'missing' : 'foreign', root);
    const [{ dev }, { bavail, blocks, bsize }] = await Promise.all([stat(root), statfs(root)]);
    await access(root, constants.W_OK);
    return {
      kind: 'ready',
      id: found,
      device: dev,
      freeBytes: bavail * bsize,
      totalBytes: blocks * bsize,
    };
  } catch (error) {
    return { kind: 'problem', problem: storageProblem(error) };
  }
}

function problem(kind: 'missing' | 'foreign', root: string): StorageState {
  const message =
    kind === 'missing'
      ? `The disk that was chosen for recordings is not mounted at ${root}.`
      : `Another disk than the one that was chosen for recordings is mounted at ${root}.`;
  return { kind: 'problem', problem: { kind, message } };
}

/** Undefined: there is no marker, or nothing that could be one. */
async function readMarker(root: string): Promise<string | undefined> {
  try {
    const text = await readPlain(join(root, storageMarker), maxMarkerBytes);
    return text && marker.safeParse(JSON.parse(text.toString())).data?.id;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
