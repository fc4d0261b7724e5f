import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkPorts, type PortFacts } from '../../../../../../server/cli/doctor/checks/ports.ts';
import { localServer } from '../../../../../../server/cli/doctor/local-server.ts';
import { thisMachine } from '../../../../../../server/cli/doctor/machine.ts';
import { portOwners } from '../../../../../../server/cli/doctor/port-owners.ts';
import { TestServer } from '../../../../../fixtures/running-server.ts';
import { TemporaryMachine } from '../temporary-machine.ts';

describe('who listens on a port', () => {
  test.each(['127.0.0.1', '::1', '::'])('is found by its real process, on %s', async (host) => {
    const server = createServer().listen(0, host);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const owners = await portOwners(thisMachine({}));
    expect(owners.get(port)?.process?.pid).toBe(process.pid);
    server.close();
    await once(server, 'close');
    expect((await portOwners(thisMachine({}))).has(port)).toBe(false);
  });

  test('is unknown where its descriptors are not ours to read', async () => {
    using machine = new TemporaryMachine();
    const head =
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
    const line = (port: string, state: string, inode: number) =>
      `   0: 00000000:${port} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1\n`;
    machine.file(
      'proc/net/tcp',
      head + line('1F40', '0A', 11) + line('1F91', '0A', 22) + line('1F92', '01', 33),
    );
    machine.file('proc/7/comm', 'nginx\n');
    machine.link('proc/7/fd/3', 'socket:[22]');
    machine.link('proc/7/fd/4', '/dev/null');
    mkdirSync(join(machine.root, 'proc/9'));
    expect([...(await portOwners(machine))]).toEqual([
      [8_000, { process: undefined }],
      [8_081, { process: { pid: 7, name: 'nginx' } }],
    ]);
  });
});

describe('a server of ours', () => {
  test('is known by its command line and says where its data and its log are', async () => {
    const env = { LOG_FILE: 'logs/x.log' };
    await using server = await TestServer.start({ config: { cameras: [] }, env });
    const owner = (await portOwners(thisMachine({}))).get(Number(new URL(server.url).port));
    expect(await localServer(thisMachine({}), owner)).toEqual({
      pid: server.child.pid,
      dataFolder: server.dataFolder,
      logFile: join(process.cwd(), 'logs/x.log'),
    });
    expect(
      await localServer(thisMachine({}), { process: { pid: process.pid, name: 'vitest' } }),
    ).toBeUndefined();
  });

  test('may be set up by its environment, or not at all', async () => {
    using machine = new TemporaryMachine();
    const process = { pid: 7, name: 'node' };
    machine.file('proc/7/cmdline', 'node\0/opt/rpicam-kiosk/dist/server/cli.js\0serve\0');
    expect(await localServer(machine, { process })).toMatchObject({ dataFolder: undefined });
    machine.link('proc/7/cwd', '/opt/rpicam-kiosk');
    expect(await localServer(machine, { process })).toMatchObject({ dataFolder: '/opt/rpicam-kiosk/data' });
    machine.file('proc/7/environ', 'A=b\0RPICAM_DATA_DIR=/srv/cams\0');
    expect(await localServer(machine, { process })).toMatchObject({ dataFolder: '/srv/cams' });
  });
});

describe('the ports', () => {
  const camera = { id: 'door', name: 'Door', device: 'test', port: 8_081 };
  const ours = { pid: 5, dataFolder: undefined, logFile: undefined };
  const by = (pid: number, name: string) => ({ process: { pid, name } });
  const unknown = { process: undefined };
  const facts = (rest: Partial<PortFacts>, mode: 'embedded' | 'nginx' | 'off' = 'embedded'): PortFacts => ({
    port: 8_000,
    owners: new Map(),
    server: undefined,
    config: { cameras: [camera], port_mode: mode },
    ...rest,
  });
  const levels = (asked: PortFacts) => checkPorts(asked).map(({ check, level }) => `${check} ${level}`);

  test.each<[string, PortFacts, string[]]>([
    ['free', facts({}), ['port 8000 ok', 'port 8081 ok']],
    [
      'ours',
      facts({
        server: ours,
        owners: new Map([
          [8_000, by(5, 'node')],
          [8_081, by(5, 'node')],
        ]),
      }),
      ['port 8000 ok', 'port 8081 ok'],
    ],
    [
      'not served',
      facts({ server: ours, owners: new Map([[8_000, by(5, 'node')]]) }),
      ['port 8000 ok', 'port 8081 warning'],
    ],
    [
      'others',
      facts({
        owners: new Map([
          [8_000, by(9, 'apache2')],
          [8_081, by(9, 'apache2')],
        ]),
      }),
      ['port 8000 problem', 'port 8081 problem'],
    ],
    [
      'unknown',
      facts({
        owners: new Map([
          [8_000, unknown],
          [8_081, unknown],
        ]),
      }),
      ['port 8000 warning', 'port 8081 warning'],
    ],
    [
      'of nginx',
      facts({ owners: new Map([[8_081, by(9, 'nginx')]]) }, 'nginx'),
      ['port 8000 ok', 'port 8081 ok'],
    ],
    ['forgotten by nginx', facts({}, 'nginx'), ['port 8000 ok', 'port 8081 warning']],
    ['off', facts({ owners: new Map([[8_081, by(9, 'nginx')]]) }, 'off'), ['port 8000 ok']],
  ])('are judged when they are %s', (_, asked, wanted) => {
    expect(levels(asked)).toEqual(wanted);
  });

  test('name the program that holds them', () => {
    const [, found] = checkPorts(facts({ owners: new Map([[8_081, by(9, 'apache2')]]) }));
    expect(found?.message).toBe('held by apache2 (process 9), so camera door is not there');
  });
});
