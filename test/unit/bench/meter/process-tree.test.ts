import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { endProcess, isRunning } from '../../../bench/end-process.ts';
import { cpuUseBetween, readCpu } from '../../../bench/meter/cpu-use.ts';
import { processTree, readPssMib, readThreadTimes } from '../../../bench/meter/process-tree.ts';
import { until } from '../../../fixtures/until.ts';

const children: ChildProcess[] = [];
afterEach(() => Promise.all(children.splice(0).map((child) => endProcess(child))));

async function shell(script: string): Promise<ChildProcess & { pid: number }> {
  const child = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  await once(child, 'spawn');
  return Object.assign(child, { pid: child.pid ?? 0 });
}

describe('a process tree', () => {
  test('holds a process and all that came from it', async () => {
    const root = await shell('sh -c "sleep 60 & wait" & wait');
    const tree = await until('three processes', () => {
      const found = processTree(root.pid);
      return found.length === 3 ? found : undefined;
    });
    expect(tree[0]).toEqual({ pid: root.pid, name: 'sh' });
    expect(tree.map((process) => process.name)).toEqual(['sh', 'sh', 'sleep']);
    expect(readPssMib(tree)).toBeGreaterThan(readPssMib(tree.slice(0, 1)));
  });

  test('is empty when the process is gone', async () => {
    const child = await shell('exit 0');
    await until('it has ended', () => !isRunning(child));
    expect(processTree(child.pid)).toEqual([]);
    expect(readThreadTimes([{ pid: child.pid, name: 'sh' }]).own.size).toBe(0);
  });

  test('is charged for what it runs, apart from threads that play the camera', async () => {
    const child = await shell('while :; do :; done');
    const before = readCpu(child.pid);
    const after = await until('it has run', () => {
      const reading = readCpu(child.pid);
      return cpuUseBetween(before, reading).server > 0 ? reading : undefined;
    });
    expect(cpuUseBetween(before, after).camera).toBe(0);

    const camera = await shell('printf fakecam > /proc/self/comm; printf x; while :; do :; done');
    await once(camera.stdout ?? camera, 'data');
    const playing = readCpu(camera.pid);
    const played = await until('it has run', () => {
      const reading = readCpu(camera.pid);
      return cpuUseBetween(playing, reading).camera > 0 ? reading : undefined;
    });
    expect(cpuUseBetween(playing, played).server).toBe(0);
  });
});

describe('ending a process', () => {
  test('kills one that does not listen', async () => {
    const stubborn = await shell('trap "" TERM; printf x; while :; do sleep 1; done');
    await once(stubborn.stdout ?? stubborn, 'data');
    await endProcess(stubborn, 50);
    expect(stubborn.signalCode).toBe('SIGKILL');
  });
});
