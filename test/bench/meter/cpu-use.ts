import { readFileSync } from 'node:fs';
import { monotonicMs } from '../load/monotonic.ts';
import { parseBusySeconds } from './proc-files.ts';
import { processTree, readThreadTimes, type ThreadTimes } from './process-tree.ts';

/** Use of processors over a window, in cores: 1 is one core all the time. */
export interface CpuUse {
  /** The server's tree without the stand-in for the camera driver. */
  server: number;
  camera: number;
  /** Whatever on this machine the bench did not start. */
  others: number;
}

export interface CpuReading {
  atMs: number;
  server: ThreadTimes;
  /** Everything the bench started, the server included. */
  bench: ThreadTimes;
  machineBusySeconds: number;
}

/** @param serverPid root of a process tree that this process has started */
export function readCpu(serverPid: number): CpuReading {
  return {
    atMs: monotonicMs(),
    server: readThreadTimes(processTree(serverPid)),
    bench: readThreadTimes(processTree(process.pid)),
    machineBusySeconds: parseBusySeconds(readFileSync('/proc/stat', 'latin1')),
  };
}

export function cpuUseBetween(before: CpuReading, after: CpuReading): CpuUse {
  const seconds = (after.atMs - before.atMs) / 1_000;
  const bench = grown(before.bench.own, after.bench.own) + grown(before.bench.camera, after.bench.camera);
  const machine = after.machineBusySeconds - before.machineBusySeconds;
  return {
    server: grown(before.server.own, after.server.own) / seconds,
    camera: grown(before.server.camera, after.server.camera) / seconds,
    others: Math.max(0, machine - bench) / seconds,
  };
}

/** Seconds run between two readings; a thread that came meanwhile counts whole, one that went not at all. */
function grown(before: Map<string, number>, after: Map<string, number>): number {
  let total = 0;
  for (const [thread, seconds] of after) total += seconds - (before.get(thread) ?? 0);
  return total;
}
