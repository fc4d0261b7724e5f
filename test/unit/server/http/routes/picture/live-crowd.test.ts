import { execFileSync, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { liveLimits } from '../../../../../../server/contract/live.ts';

/** Only root may make a network of its own. */
const noNetwork = spawnSync('unshare', ['-n', 'ip', 'link', 'set', 'lo', 'up']).status !== 0;
const crowd = resolve(import.meta.dirname, '../../../../../fixtures/crowd-of-walls.ts');

test.skipIf(noNetwork)(
  'a crowd of walls on the LAN leaves room for the screen of this machine, one address of it for others',
  () => {
    const network = 'ip link set lo up; for n in 1 2 3 4; do ip addr add 10.9.0.$n/32 dev lo; done';
    const command = `${network}; exec "$0" "$1"`;
    const told = execFileSync('unshare', ['-n', 'sh', '-c', command, process.execPath, crowd]).toString();
    const { connections, reservedConnections } = liveLimits;
    const half = (connections - reservedConnections) / 2;
    expect(JSON.parse(told)).toEqual({ crowd: [half, half, 0], near: reservedConnections });
  },
);
