import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ok, problem, warning, type Finding } from '../finding.ts';
import { readText, type Machine } from '../machine.ts';

export interface Mount {
  /** The folder on which it is mounted. */
  folder: string;
  /** E.g. "ext4". */
  type: string;
  isReadOnly: boolean;
}

const check = 'file system';
/** Gone after a restart of the machine. */
const volatileTypes = ['tmpfs', 'ramfs', 'overlay'];

/** Whether what is written to the data folder stays, and whether the card has shown errors. */
export async function checkFileSystems(machine: Machine, dataFolder: string): Promise<Finding[]> {
  const mounts = parseMounts((await readText(machine, 'proc/self/mountinfo')) ?? '');
  return [...judgeMount(mountOf(mounts, dataFolder), dataFolder), ...(await cardErrors(machine))];
}

function judgeMount(mount: Mount | undefined, dataFolder: string): Finding[] {
  if (!mount) return [];
  const where = `${dataFolder} is on ${mount.folder} (${mount.type})`;
  if (mount.isReadOnly) {
    const advice = `sudo mount -o remount,rw ${mount.folder}; if it becomes read-only again, the card is worn: replace it`;
    return [problem(check, `${where}, which is read-only`, advice)];
  }
  if (volatileTypes.includes(mount.type)) {
    const advice = 'Put the data folder (--data-dir) on a disk or volume that stays.';
    return [warning(check, `${where}: what is written there may be gone after a restart`, advice)];
  }
  return [ok(check, where)];
}

async function cardErrors(machine: Machine): Promise<Finding[]> {
  const folder = 'sys/fs/ext4';
  // No such folder without an ext4 file system.
  const disks = (await readdir(join(machine.root, folder)).catch(() => [])).filter(
    (name) => name !== 'features',
  );
  const counts = await Promise.all(disks.map((disk) => readText(machine, `${folder}/${disk}/errors_count`)));
  return disks.flatMap((disk, index) =>
    Number(counts[index] ?? 0) > 0
      ? [
          problem(
            check,
            `${disk} has shown ${counts[index]} errors`,
            'Back it up now, check it with fsck, replace the card.',
          ),
        ]
      : [],
  );
}

/** Reads /proc/self/mountinfo. */
export function parseMounts(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ');
    const [, , , , folder, options] = before.split(' ');
    const [type, , superOptions] = after.split(' ');
    if (folder === undefined || options === undefined || type === undefined) return [];
    const isReadOnly = [options, superOptions ?? ''].some((list) => list.split(',').includes('ro'));
    return [{ folder: unescaped(folder), type, isReadOnly }];
  });
}

/** The mount that a path is on: the deepest, and of several there the last. */
export function mountOf(mounts: Mount[], path: string): Mount | undefined {
  const within = ({ folder }: Mount) => folder === '/' || path === folder || path.startsWith(`${folder}/`);
  return mounts
    .filter(within)
    .reduce<Mount | undefined>(
      (deepest, mount) => (deepest && deepest.folder.length > mount.folder.length ? deepest : mount),
      undefined,
    );
}

/** A blank in a path is written as \040. */
function unescaped(text: string): string {
  return text.replaceAll(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
}
