import { stat } from 'node:fs/promises';
import { errnoOf } from '../../runtime/errno.ts';
import { storageProblem, type StorageProblem } from '../segment/storage-problem.ts';
import { claimStorage } from './storage-check.ts';

/** In the data folder: the disk that was chosen. */
export const recordingsDiskFileName = 'recordings-disk.json';

/** The disk that was chosen for recordings: its folder and the id in its marker. */
export interface ChosenDisk {
  folder: string;
  id: string;
}

/** Keeps the disk that was chosen, outside of that disk. */
export interface DiskMemory {
  /** Undefined: none was chosen yet. */
  read(): Promise<ChosenDisk | undefined>;
  /** */
  write(disk: ChosenDisk | undefined): Promise<void>;
}

/**
 * The id of the disk that recordings go to. A folder that is used for the first time is claimed. One that a person named
 * has to be there then: it may be on a disk that is not mounted, and the card below must not get the recordings.
 * @param isOwn the folder is the one in the data folder. Never rejects.
 */
export async function chosenDisk(
  root: string,
  isOwn: boolean,
  memory: DiskMemory,
): Promise<{ id: string } | { problem: StorageProblem }> {
  try {
    const isThere = await exists(root);
    const chosen = await memory.read();
    if (chosen?.folder === root && (isThere || !isOwn)) return { id: chosen.id };
    if (!isThere && !isOwn) {
      const message = `The folder of the recordings is not there: ${root}. Mount its disk, or make the folder.`;
      return { problem: { kind: 'missing', message } };
    }
    const id = await claimStorage(root);
    await memory.write({ folder: root, id });
    return { id };
  } catch (error) {
    return { problem: storageProblem(error) };
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}
