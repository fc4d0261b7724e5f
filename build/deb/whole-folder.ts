import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Makes a folder unless it is there. It gets its name as the last step: an interrupted build leaves no half of it.
 * @param fill puts the content into the folder "package" of the folder that it gets
 */
export function wholeFolder(folder: string, fill: (parent: string) => void): void {
  if (existsSync(folder)) return;
  mkdirSync(dirname(folder), { recursive: true });
  const parent = mkdtempSync(`${folder}.`);
  try {
    fill(parent);
    renameSync(join(parent, 'package'), folder);
  } finally {
    rmSync(parent, { recursive: true });
  }
}
