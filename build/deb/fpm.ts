#!/usr/bin/env node
/**
 * Makes a .deb with dpkg-deb from the arguments that electron-builder gives fpm (CUSTOM_FPM_PATH): nothing has to be
 * downloaded for it, it runs on a Pi too, and modes, conffiles and packed manuals are as Debian wants them.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { conffilesText, controlText } from './control.ts';
import { FpmUsageError, parseFpmArguments, type PackageRequest } from './fpm-arguments.ts';
import { layOut, type PackageTree } from './package-tree.ts';

/** The options of dpkg-deb for each compression. "gz" is quick, for packages that are only tested. */
const zipOf: Record<string, string[]> = { xz: ['-Zxz'], gz: ['-Zgzip', '-z1'] };

try {
  await makePackage(parseFpmArguments(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof FpmUsageError)) throw error;
  console.error(`build/deb/fpm.ts: ${error.message}`);
  process.exitCode = 1;
}

async function makePackage(request: PackageRequest): Promise<void> {
  const zip = zipOf[request.compression];
  if (!zip) throw new FpmUsageError(`unknown compression: ${request.compression}`);
  const root = await mkdtemp(join(tmpdir(), 'rpicam-deb-'));
  try {
    const tree = await layOut(request, root);
    await addControlFiles(request, tree);
    await mkdir(dirname(request.output), { recursive: true });
    const options = ['--root-owner-group', ...zip, '--build', root, request.output];
    execFileSync('dpkg-deb', options, { stdio: 'inherit' });
  } finally {
    await rm(root, { recursive: true });
  }
}

async function addControlFiles(request: PackageRequest, tree: PackageTree): Promise<void> {
  const folder = join(tree.root, 'DEBIAN');
  await mkdir(folder);
  await writeFile(join(folder, 'control'), controlText(request, tree));
  await writeFile(join(folder, 'md5sums'), await checksums(tree));
  const conffiles = conffilesText(request, tree);
  if (conffiles) await writeFile(join(folder, 'conffiles'), conffiles);
  for (const [name, path] of Object.entries(request.scripts)) {
    await copyFile(path, join(folder, name));
    await chmod(join(folder, name), 0o755);
  }
}

/** The md5sums of a package, without conffiles: dpkg keeps its own sums of those. */
async function checksums({ root, files }: PackageTree): Promise<string> {
  const lines: string[] = [];
  for (const { path, isLink } of files) {
    if (isLink || path.startsWith('etc/')) continue;
    const hash = createHash('md5');
    await pipeline(createReadStream(join(root, path)), hash);
    lines.push(`${hash.digest('hex')}  ${path}\n`);
  }
  return lines.join('');
}
