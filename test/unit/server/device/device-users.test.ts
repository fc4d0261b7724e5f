import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { deviceUsers } from '../../../../server/device/device-users.ts';
import { until } from '../../../fixtures/until.ts';

const folder = mkdtempSync(join(tmpdir(), 'rpicam-users-'));
const node = (name: string) => {
  writeFileSync(join(folder, name), '');
  return join(folder, name);
};
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('who has a device open', () => {
  test('is this process', async () => {
    const path = node('video0');
    await using file = await open(path);
    const users = await deviceUsers(new Set([path, node('video1')]));
    expect([...users.keys()]).toEqual([path]);
    expect(users.get(path)).toMatchObject([{ pid: process.pid, ours: true }]);
    await file.close();
    expect(await deviceUsers(new Set([path]))).toEqual(new Map());
  });

  test('is a program that this process started, by its name', async () => {
    const path = node('video2');
    const child = spawn('tail', ['-f', path], { stdio: 'ignore' });
    try {
      const users = await until('it has it open', async () => (await deviceUsers(new Set([path]))).get(path));
      expect(users).toEqual([{ pid: child.pid, name: 'tail', ours: true }]);
    } finally {
      child.kill();
    }
  });

  test('is a program of somebody else', async () => {
    const path = node('video3');
    const pidFile = join(folder, 'pid');
    // Its parent is gone, so it is nobody's child.
    spawn('sh', ['-c', `setsid tail -f ${path} >/dev/null 2>&1 & echo $! > ${pidFile}`], { stdio: 'ignore' });
    const pid = Number(await until('it runs', () => readPid(pidFile)));
    try {
      const users = await until('it has it open', async () => (await deviceUsers(new Set([path]))).get(path));
      expect(users).toEqual([{ pid, name: 'tail', ours: false }]);
    } finally {
      process.kill(pid);
    }
  });

  test('is nobody where there is no such list', async () => {
    expect(await deviceUsers(new Set(['/dev/video0']), join(folder, 'no-proc'))).toEqual(new Map());
    expect(await deviceUsers(new Set())).toEqual(new Map());
  });
});

function readPid(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return ''; // not written yet
  }
}
