import { CommandError } from '../command-error.ts';
import { readText, type Machine } from './machine.ts';

/** The user that the server runs as. */
export interface MachineUser {
  name: string;
  uid: number;
  /**
   * The numbers of all groups. For the user of this process, only those that its login really has: new groups count
   * from the next login on.
   */
  gids: number[];
  isCurrent: boolean;
  /** Groups that /etc/group names the user in. */
  groupNames: string[];
}

/**
 * The user of that name, or that of this process.
 * @throws CommandError when the machine knows no such user
 */
export async function machineUser(machine: Machine, name?: string): Promise<MachineUser> {
  const accounts = lines(await readText(machine, 'etc/passwd'));
  const groups = lines(await readText(machine, 'etc/group'));
  const ownUid = process.getuid?.() ?? 0;
  const account = accounts.find(([login, , uid]) =>
    name === undefined ? Number(uid) === ownUid : login === name,
  );
  if (!account && name !== undefined) throw new CommandError(`this machine has no user ${name}`);
  const [login = String(ownUid), , uid = ownUid, gid = process.getgid?.() ?? 0] = account ?? [];
  const memberships = groups.filter(([, , , members = '']) => members.split(',').includes(login));
  const isCurrent = Number(uid) === ownUid;
  const listed = [Number(gid), ...memberships.map(([, , groupId]) => Number(groupId))];
  return {
    name: login,
    uid: Number(uid),
    gids: isCurrent ? [process.getgid?.() ?? 0, ...(process.getgroups?.() ?? [])] : listed,
    isCurrent,
    groupNames: memberships.map(([group = '']) => group),
  };
}

/** The name of a group; its number where /etc/group has none. */
export async function groupName(machine: Machine, gid: number): Promise<string> {
  const group = lines(await readText(machine, 'etc/group')).find(([, , id]) => Number(id) === gid);
  return group?.[0] ?? String(gid);
}

function lines(text: string | undefined): string[][] {
  return (text ?? '').split('\n').map((line) => line.split(':'));
}
