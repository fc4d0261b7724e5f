import { constants, type Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { canAccess } from '../../../runtime/can-access.ts';
import { ok, problem, warning, type Finding } from '../finding.ts';
import { groupName, type MachineUser } from '../machine-user.ts';
import type { Machine } from '../machine.ts';

const check = 'permissions';

/** Whether the user may read and write the nodes of cameras and of the memory that CSI cameras need. */
export async function checkDevicePermissions(machine: Machine, user: MachineUser): Promise<Finding[]> {
  const nodes = [
    ...(await namesIn(machine, 'dev', /^video\d+$/)),
    ...(await namesIn(machine, 'dev/dma_heap', /./)),
  ];
  const closed: { node: string; gid: number }[] = [];
  for (const node of nodes) {
    const path = join(machine.root, node);
    const found = await stat(path).catch(() => undefined); // unplugged meanwhile
    if (found && !(await mayUse(path, found, user))) closed.push({ node, gid: found.gid });
  }
  if (nodes.length === 0) return [ok(check, 'no /dev/video* and no /dev/dma_heap to check')];
  const [first] = closed;
  if (!first) return [ok(check, `${user.name} may use all ${nodes.length} device nodes`)];
  const closedNodes = closed.map(({ node }) => `/${node}`);
  return [judgeClosed(closedNodes, await groupName(machine, first.gid), user)];
}

/** @param group that would open these nodes to the user */
export function judgeClosed(
  nodes: string[],
  group: string,
  user: Pick<MachineUser, 'name' | 'isCurrent' | 'groupNames'>,
): Finding {
  const list = nodes.join(', ');
  if (user.isCurrent && user.groupNames.includes(group)) {
    const advice = 'Log out and in again, or restart the service: groups count from the next login on.';
    return warning(check, `${user.name} is in the group ${group}, but this login is older: ${list}`, advice);
  }
  const advice = `sudo usermod -aG ${group} ${user.name}, then log in again`;
  return problem(check, `${user.name} may not use ${list}`, advice);
}

async function mayUse(path: string, found: Stats, user: MachineUser): Promise<boolean> {
  if (mayReadAndWrite(found, user)) return true;
  if (!user.isCurrent) return false;
  // The user at the machine's own screen gets in through an access list that the mode does not show.
  return canAccess(path, constants.R_OK | constants.W_OK);
}

/** Whether mode and owner of a file let the user read and write it. */
export function mayReadAndWrite(
  file: Pick<Stats, 'mode' | 'uid' | 'gid'>,
  user: Pick<MachineUser, 'uid' | 'gids'>,
): boolean {
  if (user.uid === 0) return true;
  // The first class that fits decides, even if a later one would allow more.
  const shift = file.uid === user.uid ? 6 : user.gids.includes(file.gid) ? 3 : 0;
  return ((file.mode >> shift) & 6) === 6;
}

async function namesIn(machine: Machine, folder: string, name: RegExp): Promise<string[]> {
  // A machine without cameras or without CMA has no such folder.
  const names = await readdir(join(machine.root, folder)).catch(() => []);
  return names.filter((entry) => name.test(entry)).map((entry) => join(folder, entry));
}
