import { constants, type Stats } from 'node:fs';
import { stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { canAccess } from '../../../runtime/can-access.ts';
import { ok, problem, warning, type Finding } from '../finding.ts';
import type { MachineUser } from '../machine-user.ts';
import { mayReadAndWrite } from './device-permissions.ts';

const check = 'data folder';
const lowMegabytes = 500;
const tooLowMegabytes = 20;

/** Whether the folder of cameras.json can be written to and has room. */
export async function checkDataFolder(folder: string, user: MachineUser): Promise<Finding[]> {
  const place = await nearestExisting(folder);
  if (!place.found.isDirectory()) {
    return [
      problem(check, `${place.path} is not a folder`, 'Remove it, or choose another folder with --data-dir.'),
    ];
  }
  if (!(await mayWrite(place.path, place.found, user))) {
    const advice = `sudo chown -R ${user.name} ${place.path}, or choose another with --data-dir`;
    return [problem(check, `${user.name} may not write to ${place.path}`, advice)];
  }
  const state = place.path === folder ? 'can be written to' : 'is not there yet; the server makes it';
  return [ok(check, `${folder} ${state}`), await checkRoom(place.path)];
}

async function checkRoom(path: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(path);
  const megabytes = Math.round((bavail * bsize) / 1_000_000);
  const message = `${megabytes} MB free at ${path}`;
  const advice = 'Delete what is not needed; find the largest with: sudo du -xh / | sort -h | tail';
  if (megabytes < tooLowMegabytes) return problem('disk', message, advice);
  return megabytes < lowMegabytes ? warning('disk', message, advice) : ok('disk', message);
}

async function nearestExisting(path: string): Promise<{ path: string; found: Stats }> {
  try {
    return { path, found: await stat(path) };
  } catch (error) {
    if (path === dirname(path)) throw error;
    return nearestExisting(dirname(path));
  }
}

async function mayWrite(path: string, found: Stats, user: MachineUser): Promise<boolean> {
  if (!user.isCurrent) return mayReadAndWrite(found, user);
  return canAccess(path, constants.W_OK | constants.X_OK);
}
