import { execFileSync, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { liveLimits } from '../../server/contract/live.ts';

/** Only root may make a network of its own. */
const noNetwork = spawnSync('unshare', ['-n', 'ip', 'link', 'set', 'lo', 'up']).status !== 0;
const crowd = resolve(import.meta.dirname, '../fixtures/crowd-of-walls.ts');

test.skipIf(noNetwork)('a crowd of walls on the LAN leaves room for the screen of this machine', () => {
  const network = 'ip link set lo up; ip addr add 10.9.0.1/32 dev lo; ip addr add 10.9.0.2/32 dev lo';
  const command = `${network}; exec "$0" "$1"`;
  const told = execFileSync('unshare', ['-n', 'sh', '-c', command, process.execPath, crowd]).toString();
  const { connections, reservedConnections } = liveLimits;
  expect(JSON.parse(told)).toEqual({ crowd: connections - reservedConnections, near: reservedConnections });
});
