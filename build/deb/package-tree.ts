import { chmod, cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { PackageRequest } from './fpm-arguments.ts';

/** A folder with the files of a package, laid out as on the machine where the package is installed. */
export interface PackageTree {
  root: string;
  /** Paths of all files and links below root, sorted. */
  files: { path: string; bytes: number; isLink: boolean }[];
}

/** The only program that becomes root for one step of its work: Chromium's sandbox, where user namespaces are off. */
const setuidProgram = /^opt\/[^/]+\/chrome-sandbox$/;
/** Debian wants these files compressed. */
const packed = /^usr\/share\/(man\/.*\.[1-9]|doc\/.*\/changelog)$/;

/**
 * Lays out the package below `root`, with the modes it has when installed. The first file for a target wins:
 * electron-builder adds its own files last, e.g. a desktop entry whose program cannot be chosen.
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

/** Sets modes, compresses some files, and lists the files below a folder. */
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

/** Compresses like `gzip -9n`: the same text gives the same bytes. */
async function pack(root: string, path: string): Promise<string> {
  await writeFile(join(root, `${path}.gz`), gzipSync(await readFile(join(root, path)), { level: 9 }));
  await rm(join(root, path));
  return `${path}.gz`;
}
