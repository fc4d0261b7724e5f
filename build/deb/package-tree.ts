import { chmod, cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { PackageRequest } from './fpm-arguments.ts';

/** A folder as it is on the machine the package is installed on. */
export interface PackageTree {
  root: string;
  /** Paths of all files and links below root, sorted. */
  files: { path: string; bytes: number; isLink: boolean }[];
}

/** Programs that become root for one step of their work: only this one, Chromium's sandbox where user namespaces are off. */
const setuidProgram = /^opt\/[^/]+\/chrome-sandbox$/;
/** Debian wants these packed. */
const packed = /^usr\/share\/(man\/.*\.[1-9]|doc\/.*\/changelog)$/;

/**
 * Lays out the package below `root`, with the modes it has when installed. What is said first wins: electron-builder
 * adds its own things last, e.g. a desktop entry whose program cannot be chosen.
 */
export async function layOut({ files }: PackageRequest, root: string): Promise<PackageTree> {
  for (const { from, to } of files) {
    const target = join(root, to);
    if (!from.endsWith('/') && existsSync(target)) continue;
    await mkdir(from.endsWith('/') ? target : dirname(target), { recursive: true });
    await cp(from, target, { recursive: true, verbatimSymlinks: true });
  }
  await chmod(root, 0o755);
  return { root, files: await settle(root, '') };
}

/** Sets modes, packs what is to be packed, and lists the files below a folder. */
async function settle(root: string, folder: string): Promise<PackageTree['files']> {
  const found: PackageTree['files'] = [];
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      await chmod(join(root, path), 0o755);
      found.push(...(await settle(root, path)));
    } else if (entry.isSymbolicLink()) {
      found.push({ path, bytes: 0, isLink: true });
    } else {
      const kept = packed.test(path) ? await pack(root, path) : path;
      const { size, mode } = await stat(join(root, kept));
      await chmod(join(root, kept), setuidProgram.test(kept) ? 0o4755 : mode & 0o111 ? 0o755 : 0o644);
      found.push({ path: kept, bytes: size, isLink: false });
    }
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** As `gzip -9n` does: the same text gives the same bytes. */
async function pack(root: string, path: string): Promise<string> {
  await writeFile(join(root, `${path}.gz`), gzipSync(await readFile(join(root, path)), { level: 9 }));
  await rm(join(root, path));
  return `${path}.gz`;
}
