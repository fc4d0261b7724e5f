import { join } from 'node:path';
import { openFiles, processIds } from '../../runtime/child/open-files.ts';
import { readText, type Machine } from './machine.ts';

/** The program that listens on a TCP port. */
export interface PortOwner {
  /** Undefined where this user may not know it. With sudo it is known. */
  process: { pid: number; name: string } | undefined;
}

const listening = '0A';

/** All TCP ports that a program listens on, over IPv4 and IPv6, on any address. */
export async function portOwners(machine: Machine): Promise<Map<number, PortOwner>> {
  const tables = await Promise.all(['proc/net/tcp', 'proc/net/tcp6'].map((path) => readText(machine, path)));
  const portsByInode = new Map(tables.flatMap((table) => parseListening(table ?? '')));
  const owners = new Map<number, PortOwner>(
    [...portsByInode.values()].map((port) => [port, { process: undefined }]),
  );
  const left = new Set(portsByInode.keys());
  const procFolder = join(machine.root, 'proc');
  for (const pid of await processIds(procFolder)) {
    if (left.size === 0) break;
    for (const file of await openFiles(procFolder, pid)) {
      const inode = /^socket:\[(\d+)\]$/.exec(file)?.[1] ?? '';
      const port = portsByInode.get(inode);
      if (port === undefined || !left.delete(inode)) continue;
      owners.set(port, {
        process: { pid, name: (await readText(machine, `proc/${pid}/comm`)) ?? 'unknown' },
      });
    }
  }
  return owners;
}

/** The owner of a port, to stand in a sentence. */
export function ownerText({ process }: PortOwner): string {
  return process
    ? `${process.name} (process ${process.pid})`
    : 'a program of another user (sudo shows which)';
}

/** Socket inode and port of each line of /proc/net/tcp that listens. */
function parseListening(table: string): [string, number][] {
  return table.split('\n').flatMap((line): [string, number][] => {
    const fields = line.trim().split(/\s+/);
    const port = /^[0-9A-F]+:([0-9A-F]{4})$/.exec(fields[1] ?? '')?.[1];
    const inode = fields[9];
    return port !== undefined && inode !== undefined && fields[3] === listening
      ? [[inode, parseInt(port, 16)]]
      : [];
  });
}
