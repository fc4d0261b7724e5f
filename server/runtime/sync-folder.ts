import { open } from 'node:fs/promises';
import { errnoOf } from './errno.ts';

/**
 * Waits until the names in a folder are on the disk. Without this, a power cut after a rename may bring the old file
 * back.
 * @throws errors of the file system
 */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    // FAT and some network file systems cannot do it. They keep the order of changes as well as they can.
    if (!['EINVAL', 'ENOTSUP', 'ENOSYS'].includes(errnoOf(error))) throw error;
  } finally {
    await handle.close();
  }
}
