import { chownSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  checkDevicePermissions,
  judgeClosed,
  mayReadAndWrite,
} from '../../../../../../server/cli/doctor/checks/device-permissions.ts';
import { checkDataFolder } from '../../../../../../server/cli/doctor/checks/server-folder.ts';
import { machineUser } from '../../../../../../server/cli/doctor/machine-user.ts';
import { TemporaryMachine } from '../temporary-machine.ts';

const isRoot = process.getuid?.() === 0;

function piMachine(): TemporaryMachine {
  const machine = new TemporaryMachine();
  machine.file(
    'etc/passwd',
    'root:x:0:0::/root:/bin/sh\npi:x:1000:1000::/home/pi:/bin/sh\ncam:x:998:998::/:/bin/false\n',
  );
  machine.file('etc/group', 'root:x:0:\nvideo:x:44:pi,other\npi:x:1000:\ncam:x:998:\n');
  return machine;
}

describe('the user of the server', () => {
  test('has the groups of /etc/group when it is another than ours', async () => {
    using machine = piMachine();
    expect(await machineUser(machine, 'pi')).toEqual({
      name: 'pi',
      uid: 1000,
      gids: [1000, 44],
      isCurrent: false,
      groupNames: ['video'],
    });
    await expect(machineUser(machine, 'nobody')).rejects.toThrow('this machine has no user nobody');
  });

  test('is ours by default, with the groups that we really have', async () => {
    using machine = piMachine();
    const user = await machineUser(machine);
    expect(user).toMatchObject({ uid: process.getuid?.(), isCurrent: true });
    expect(user.gids).toEqual(expect.arrayContaining(process.getgroups?.() ?? []));
  });
});

describe('device nodes', () => {
  test.each([
    [0o660, 0, 44, [1000, 44], true],
    [0o660, 0, 44, [1000], false],
    [0o640, 0, 44, [44], false],
    [0o666, 0, 44, [1000], true],
    [0o606, 0, 44, [44], false],
    [0o600, 1000, 44, [], true],
    [0o066, 1000, 44, [44], false],
  ])('of mode %o, owner %d and group %d for a user of the groups %j: %s', (mode, uid, gid, gids, wanted) => {
    expect(mayReadAndWrite({ mode, uid, gid }, { uid: 1000, gids })).toBe(wanted);
    expect(mayReadAndWrite({ mode, uid, gid }, { uid: 0, gids: [] })).toBe(true);
  });

  test.skipIf(!isRoot)('that a user may not open are named with the group to join', async () => {
    using machine = piMachine();
    for (const node of ['dev/video0', 'dev/video1', 'dev/dma_heap/system', 'dev/videodev']) {
      chownSync(machine.file(node, '', 0o660), 0, 44);
    }
    expect(await checkDevicePermissions(machine, await machineUser(machine, 'pi'))).toMatchObject([
      { level: 'ok', message: 'pi may use all 3 device nodes' },
    ]);
    expect(await checkDevicePermissions(machine, await machineUser(machine, 'cam'))).toMatchObject([
      {
        level: 'problem',
        message: 'cam may not use /dev/video0, /dev/video1, /dev/dma_heap/system',
        advice: 'sudo usermod -aG video cam, then log in again',
      },
    ]);
  });

  test('that only a new login opens say so', () => {
    const user = { name: 'pi', isCurrent: true, groupNames: ['video'] };
    expect(judgeClosed(['/dev/video0'], 'video', user)).toMatchObject({
      level: 'warning',
      message: 'pi is in the group video, but this login is older: /dev/video0',
    });
    expect(judgeClosed(['/dev/video0'], 'render', user).level).toBe('problem');
  });
});

describe('the data folder', () => {
  test('can be written to, or is made by the server', async () => {
    using machine = piMachine();
    const user = await machineUser(machine);
    expect(await checkDataFolder(machine.root, user)).toMatchObject([
      { level: 'ok', message: `${machine.root} can be written to` },
      { check: 'disk', message: expect.stringContaining('MB free') },
    ]);
    const [missing] = await checkDataFolder(`${machine.root}/a/b`, user);
    expect(missing).toMatchObject({ level: 'ok', message: expect.stringContaining('the server makes it') });
  });

  test('that is a file, or not ours, is a problem', async () => {
    using machine = piMachine();
    const file = machine.file('data', '');
    expect(await checkDataFolder(file, await machineUser(machine))).toMatchObject([
      { level: 'problem', message: `${file} is not a folder` },
    ]);
    if (!isRoot) return;
    expect(await checkDataFolder(machine.root, await machineUser(machine, 'pi'))).toMatchObject([
      { level: 'problem', message: `pi may not write to ${machine.root}` },
    ]);
  });
});
