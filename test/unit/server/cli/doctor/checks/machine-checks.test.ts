import { describe, expect, test } from 'vitest';
import { checkClock } from '../../../../../../server/cli/doctor/checks/clock.ts';
import {
  checkFileSystems,
  mountOf,
  parseMounts,
} from '../../../../../../server/cli/doctor/checks/file-systems.ts';
import { checkMemory } from '../../../../../../server/cli/doctor/checks/memory.ts';
import { checkPrograms } from '../../../../../../server/cli/doctor/checks/programs.ts';
import { checkSystem, judgeNode } from '../../../../../../server/cli/doctor/checks/system.ts';
import { checkThrottling, judgeThrottled } from '../../../../../../server/cli/doctor/checks/throttling.ts';
import { parseThrottledBits } from '../../../../../../server/device/pi/throttling.ts';
import type { Finding } from '../../../../../../server/cli/doctor/finding.ts';
import { thisMachine } from '../../../../../../server/cli/doctor/machine.ts';
import { TemporaryMachine } from '../temporary-machine.ts';

const brief = (findings: Finding[]) =>
  findings.map(({ check, level, message }) => `${level} ${check}: ${message}`);

describe('the programs that read cameras', () => {
  const cameras = [
    { id: 'barn', name: 'Barn', device: 'rtsp://x/y' },
    { id: 'yard', name: 'Yard', device: 'csi:0' },
  ];

  test('are the real ones of this machine', async () => {
    const [ffmpeg, v4l2Ctl] = await checkPrograms(thisMachine(process.env), []);
    expect(ffmpeg).toMatchObject({ level: 'ok', message: expect.stringMatching(/^ffmpeg version \d/) });
    expect(v4l2Ctl).toMatchObject({ level: 'ok', message: expect.stringMatching(/^v4l2-ctl \d/) });
  });

  test('are missed by the cameras that need them, and only named elsewhere', async () => {
    using machine = new TemporaryMachine().withoutPrograms();
    expect(brief(await checkPrograms(machine, cameras))).toEqual([
      'problem ffmpeg: not installed, but needed by barn',
      'warning v4l2-ctl: not installed; needed for USB cameras',
      'problem rpicam-vid: not installed, but needed by yard',
    ]);
    const [, , rpicam] = await checkPrograms(machine, []);
    expect(rpicam).toMatchObject({ level: 'ok', advice: '' });
  });

  test('that are there but do not run are a problem; old names count', async () => {
    using machine = new TemporaryMachine().withoutPrograms();
    machine.program('ffmpeg', 'echo "libx.so.5: cannot open shared object file" >&2; exit 127');
    machine.program('libcamera-vid', 'echo "rpicam-apps build: v1.4.0"');
    expect(brief(await checkPrograms(machine, cameras))).toEqual([
      'problem ffmpeg: does not run: libx.so.5: cannot open shared object file',
      'warning v4l2-ctl: not installed; needed for USB cameras',
      'ok rpicam-vid: rpicam-apps build: v1.4.0',
    ]);
  });
});

describe('heat and power', () => {
  test.each<[number | undefined, string[]]>([
    [undefined, []],
    [0, ['ok power: no undervoltage or throttling since the last start']],
    [0x50005, ['problem power: undervoltage now', 'problem power: throttled now']],
    [
      0xd0008,
      [
        'warning power: undervoltage since the last start',
        'warning power: throttled since the last start',
        'problem power: warm: soft temperature limit now',
      ],
    ],
    [0x20000, ['warning power: clock limited since the last start']],
  ])('get_throttled %s', (flags, wanted) => {
    expect(brief(judgeThrottled(flags === undefined ? null : parseThrottledBits(flags)))).toEqual(wanted);
  });

  test('are read from vcgencmd and sysfs', async () => {
    using machine = new TemporaryMachine();
    machine.file('sys/class/thermal/thermal_zone0/temp', '48312\n');
    machine.file('sys/class/thermal/thermal_zone1/temp', '85100\n');
    machine.file('sys/class/thermal/cooling_device0/cur_state', '0\n');
    machine.program('vcgencmd', '[ "$1" = get_throttled ] && echo throttled=0x50000');
    expect(brief(await checkThrottling(machine))).toEqual([
      'problem temperature: 85.1 °C',
      'warning power: undervoltage since the last start',
      'warning power: throttled since the last start',
    ]);
  });

  test('are read from sysfs where there is no vcgencmd, and left out on other machines', async () => {
    using pi = new TemporaryMachine();
    pi.file('sys/devices/platform/soc/soc:firmware/get_throttled', '1\n');
    expect(brief(await checkThrottling(pi))).toEqual(['problem power: undervoltage now']);
    using other = new TemporaryMachine();
    expect(await checkThrottling(other)).toEqual([]);
  });
});

describe('the clock', () => {
  const now = new Date('2026-05-01T12:00:00Z');

  test('cannot be right in 1970', async () => {
    using machine = new TemporaryMachine();
    expect(await checkClock(machine, new Date(0))).toMatchObject({ level: 'problem' });
  });

  test.each([
    ['echo NTPSynchronized=yes', 'ok', ', synchronized'],
    ['echo NTPSynchronized=no', 'warning', 'not synchronized'],
    ['echo "System has not been booted with systemd" >&2; exit 1', 'ok', 'cannot be told'],
  ])('is judged by timedatectl: %s', async (script, level, message) => {
    using machine = new TemporaryMachine();
    machine.program('timedatectl', script);
    expect(await checkClock(machine, now)).toMatchObject({
      level,
      message: expect.stringContaining(message),
    });
  });

  test('is synchronized where timesyncd says so', async () => {
    using machine = new TemporaryMachine();
    machine.program('timedatectl', 'exit 1');
    machine.file('run/systemd/timesync/synchronized', '');
    expect(await checkClock(machine, now)).toMatchObject({
      level: 'ok',
      message: expect.stringMatching(/, synchronized$/),
    });
  });
});

describe('memory', () => {
  test.each([
    [20_000, 'problem'],
    [80_000, 'warning'],
    [300_000, 'ok'],
  ])('of which %d kB are left', async (available, level) => {
    using machine = new TemporaryMachine();
    machine.file(
      'proc/meminfo',
      `MemTotal:  470000 kB\nMemAvailable: ${available} kB\nSwapTotal: 102396 kB\n`,
    );
    expect(await checkMemory(machine)).toMatchObject([
      { level, message: expect.stringContaining('105 MB swap') },
    ]);
  });

  test('of this machine is known', async () => {
    expect(await checkMemory(thisMachine({}))).toHaveLength(1);
  });
});

describe('the file system', () => {
  const mountinfo = [
    '25 1 179:2 / / rw,noatime shared:1 - ext4 /dev/root rw',
    '60 25 0:40 / /tmp rw shared:2 - tmpfs tmpfs rw',
    '61 25 8:1 / /mnt/usb\\040stick ro,relatime shared:3 - vfat /dev/sda1 ro',
    '62 25 0:50 / / rw - overlay overlay rw,lowerdir=/lower',
  ].join('\n');

  test('is that of the deepest mount, and of several there the last', () => {
    const mounts = parseMounts(mountinfo);
    expect(mountOf(mounts, '/home/pi/data')?.type).toBe('overlay');
    expect(mountOf(mounts, '/tmp')?.type).toBe('tmpfs');
    expect(mountOf(mounts, '/tmporary')?.type).toBe('overlay');
    expect(mountOf(mounts, '/mnt/usb stick/data')).toMatchObject({ type: 'vfat', isReadOnly: true });
  });

  test('is a problem when it is read-only, and a warning when it forgets', async () => {
    using machine = new TemporaryMachine();
    machine.file('proc/self/mountinfo', mountinfo);
    expect(await checkFileSystems(machine, '/mnt/usb stick/data')).toMatchObject([{ level: 'problem' }]);
    expect(await checkFileSystems(machine, '/tmp/data')).toMatchObject([{ level: 'warning' }]);
  });

  test('tells of a card with errors', async () => {
    using machine = new TemporaryMachine();
    machine.file('proc/self/mountinfo', mountinfo.split('\n')[0] ?? '');
    machine.file('sys/fs/ext4/mmcblk0p2/errors_count', '3\n');
    machine.file('sys/fs/ext4/sda1/errors_count', '0\n');
    machine.file('sys/fs/ext4/features/lazy_itable_init', 'supported\n');
    expect(brief(await checkFileSystems(machine, '/srv/cams'))).toEqual([
      'ok file system: /srv/cams is on / (ext4)',
      'problem file system: mmcblk0p2 has shown 3 errors',
    ]);
  });
});

describe('machine and Node', () => {
  test('are named', async () => {
    using machine = new TemporaryMachine();
    machine.file('proc/device-tree/model', 'Raspberry Pi 5 Model B Rev 1.0\0');
    machine.file('etc/os-release', 'ID=debian\nPRETTY_NAME="Debian GNU/Linux 13 (trixie)"\n');
    const [found] = await checkSystem(machine);
    expect(found?.message).toMatch(
      /^Raspberry Pi 5 Model B Rev 1\.0, Debian GNU\/Linux 13 \(trixie\), kernel \d/,
    );
  });

  test.each([
    ['24.21.0', 'arm64', 'ok'],
    ['20.19.0', 'arm64', 'ok'],
    ['20.18.9', 'x64', 'problem'],
    ['18.20.4', 'x64', 'problem'],
    ['24.21.0', 'arm', 'warning'],
  ])('Node %s on %s', (version, architecture, level) => {
    expect(judgeNode(version, architecture).level).toBe(level);
  });
});
