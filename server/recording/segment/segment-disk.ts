import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '../../runtime/sync-folder.ts';
import type { Patch } from '../matroska/finish.ts';
import { writeAll } from '../matroska/repair.ts';

/** A file that is being written. Each function throws what the file system throws. */
export interface DiskFile {
  write(patch: Patch): Promise<void>;
  /** Resolves when all that was written is on the disk. */
  sync(): Promise<void>;
  truncate(bytes: number): Promise<void>;
  close(): Promise<void>;
}

/** The few things a recorder asks of a disk. */
export interface SegmentDisk {
  /** A new file, which a power cut leaves in its folder. @throws what the file system throws, e.g. EEXIST */
  create(path: string): Promise<DiskFile>;
  /** When it resolves, a power cut does not undo it. */
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
}

export const realDisk: SegmentDisk = {
  async create(path) {
    const file = await open(path, 'wx', 0o640);
    try {
      await syncFolder(dirname(path));
    } catch (error) {
      await file.close();
      throw error;
    }
    return {
      write: (patch) => writeAll(file, patch),
      sync: () => file.datasync(),
      truncate: (bytes) => file.truncate(bytes),
      close: () => file.close(),
    };
  },
  async rename(from, to) {
    await rename(from, to);
    await syncFolder(dirname(to));
  },
  remove: (path) => rm(path, { force: true }),
};
