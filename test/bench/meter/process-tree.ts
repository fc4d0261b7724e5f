import { readdirSync, readFileSync } from 'node:fs';
import { parsePssMib, parseRunSeconds, parseStat } from './proc-files.ts';

export interface TreeProcess {
  pid: number;
  name: string;
}

/** A process and all its descendants, itself first. Empty when it is gone. */
export function processTree(rootPid: number): TreeProcess[] {
  const children = new Map<number, TreeProcess[]>();
  let root: TreeProcess | undefined;
  for (const entry of readdirSync('/proc')) {
    const stat = /^\d+$/.test(entry) ? parseStat(readProc(`${entry}/stat`)) : undefined;
    if (!stat) continue;
    const found = { pid: Number(entry), name: stat.name };
    if (found.pid === rootPid) root = found;
    children.set(stat.parentPid, [...(children.get(stat.parentPid) ?? []), found]);
  }
  const tree = root ? [root] : [];
  for (const { pid } of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
}

/** Seconds each thread of a tree has run, by "pid/tid". */
export interface ThreadTimes {
  own: Map<string, number>;
  /** Threads named "fakecam" stand for the kernel's camera driver: nobody's bill. */
  camera: Map<string, number>;
}

export function readThreadTimes(tree: readonly TreeProcess[]): ThreadTimes {
  const times: ThreadTimes = { own: new Map(), camera: new Map() };
  for (const { pid } of tree) {
    for (const thread of threadsOf(pid)) {
      const path = `${pid}/task/${thread}`;
      const kind = readProc(`${path}/comm`).trim() === 'fakecam' ? 'camera' : 'own';
      times[kind].set(path, parseRunSeconds(readProc(`${path}/schedstat`)));
    }
  }
  return times;
}

/** Proportional set size over a tree: what the machine would get back if it ended. */
export function readPssMib(tree: readonly TreeProcess[]): number {
  return tree.reduce((total, { pid }) => total + parsePssMib(readProc(`${pid}/smaps_rollup`)), 0);
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return []; // the process has ended since it was listed
  }
}

function readProc(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, 'latin1');
  } catch {
    return ''; // the process or thread has ended since it was listed
  }
}
