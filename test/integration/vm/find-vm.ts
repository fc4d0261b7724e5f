import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * The program `v4l2vm`, which boots a small machine with emulated USB cameras on the kernel's own uvcvideo: named by
 * $V4L2VM, or found in a folder beside the repository.
 */
export function findVm(): string | undefined {
  const named = process.env['V4L2VM'];
  if (named) return existsSync(named) ? resolve(named) : undefined;
  const beside = resolve(import.meta.dirname, '../../../..');
  return readdirSync(beside)
    .map((folder) => join(beside, folder, 'v4l2vm/v4l2vm'))
    .find((path) => existsSync(path));
}
