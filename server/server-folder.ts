import { randomBytes } from 'node:crypto';
import { lstat, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accessFileName } from './access/access-file.ts';
import { knownDevicesFileName } from './camera/devices/device-memory.ts';
import { configFileName, lastGoodFileName } from './config/config-file.ts';
import { wallFileName } from './config/wall-file.ts';
import { removeLeftovers } from './config/whole-file.ts';
import { recordingsDiskFileName } from './recording/storage/claimed-disk.ts';
import { pendingFileName } from './event/webhook/pending-memory.ts';
import { nginxFileName, nginxPictureName } from './proxy/nginx-file.ts';
import { errnoOf, isDiskErrno } from './runtime/errno.ts';
import { makeFolder } from './runtime/make-folder.ts';
import { lockFolder } from './runtime/folder-lock.ts';
import { StartError } from './server-options.ts';
import { ownCertificateNames } from './tls/own-certificate.ts';

/** A data folder that only this server uses. */
export interface DataFolder {
  /** Warnings for the log, one line each. */
  warnings: string[];
  /** Unlocks the folder, so that another server may use it. */
  leave(): Promise<void>;
}

/** All files that the server replaces there with `replaceFile` or `stageFile`. */
const ownFiles = [
  configFileName,
  lastGoodFileName,
  wallFileName,
  accessFileName,
  knownDevicesFileName,
  recordingsDiskFileName,
  pendingFileName,
  nginxFileName,
  nginxPictureName,
  ...ownCertificateNames,
];
const probeName = /^\.write-test-[0-9a-f]{12}$/;

/**
 * Makes the folder if it is missing, locks it and removes what killed servers left in it. A folder that was chosen by
 * mistake is refused. A disk that is read-only, full or failing is accepted, because the cameras can run without it.
 * @throws StartError when another server uses the folder, or the folder cannot be used
 */
export async function useDataFolder(folder: string): Promise<DataFolder> {
  const lock = await unlessUnusable(folder, async () => {
    await makeFolder(folder);
    return lockFolder(folder);
  });
  if (lock.kind === 'taken') {
    const by = lock.by && ` (${lock.by})`;
    throw new StartError(
      `another server${by} uses the data folder ${folder}; end it, or choose another with --data-dir`,
    );
  }
  const leave = async () => {
    if (lock.kind === 'held') await lock.release();
  };
  const warnings: string[] = [];
  try {
    const errno = await unlessUnusable(folder, () => writeProbe(folder));
    if (errno) warnings.push(`the data folder cannot be written now (${errno}): ${folder}; nothing is saved`);
    // Without the lock, another server may be writing these files.
    else if (lock.kind === 'held') await removeAllLeftovers(folder);
  } catch (error) {
    await leave();
    throw error;
  }
  if (lock.kind === 'impossible') {
    warnings.push(`a second server on the data folder would not be noticed (${lock.why}): ${folder}`);
  }
  return { warnings, leave };
}

async function unlessUnusable<T>(folder: string, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (error) {
    throw new StartError(
      `the data folder cannot be written: ${folder} (${errnoOf(error)}); choose another with --data-dir`,
      { cause: error },
    );
  }
}

/**
 * Returns the error code of a disk that cannot be written, or undefined when it can be.
 * @throws any other error
 */
async function writeProbe(folder: string): Promise<string | undefined> {
  const probe = join(folder, `.write-test-${randomBytes(6).toString('hex')}`);
  try {
    await writeFile(probe, '', { flag: 'wx' });
    await rm(probe);
    return undefined;
  } catch (error) {
    if (isDiskErrno(errnoOf(error))) return errnoOf(error);
    throw error;
  }
}

async function removeAllLeftovers(folder: string): Promise<void> {
  for (const name of ownFiles) await removeLeftovers(join(folder, name)).catch(() => undefined); // each save tries again
  for (const name of (await readdir(folder)).filter((candidate) => probeName.test(candidate))) {
    const probe = join(folder, name);
    if ((await lstat(probe)).isFile()) await rm(probe, { force: true });
  }
}
