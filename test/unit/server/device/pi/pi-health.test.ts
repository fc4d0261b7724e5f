import { spawnSync } from 'node:child_process';
import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { systemHealthSchema } from '../../../../../server/contract/system-health.ts';
import { readPiHealth } from '../../../../../server/device/pi/pi-health.ts';
import { parseThrottledBits } from '../../../../../server/device/pi/throttling.ts';
import { mountMissing, TemporaryFolder } from '../../config/temporary-folder.ts';
import { PiFiles } from '../pi-files.ts';

const none = { vcgencmd: '/no/such/program' };

describe('the health of a Pi', () => {
  test('is read from its kernel', async () => {
    using pi = new PiFiles();
    pi.zone(0, 'cpu-thermal', '48686\n');
    pi.throttled('50005');
    pi.write('proc/meminfo', 'MemTotal:        3884000 kB\nMemFree: 12 kB\nMemAvailable:    2048 kB\n');
    pi.write('proc/loadavg', '0.52 0.58 0.59 1/160 4242\n');
    pi.write('proc/uptime', '12947.96 50000.11\n');
    const { report, temperatures, serious } = await readPiHealth({ root: pi.root, dataFolder: pi.root });
    expect(systemHealthSchema.parse(report)).toMatchObject({
      temperature_celsius: 48.686,
      memory_size_bytes: 3_884_000 * 1_024,
      memory_available_bytes: 2_048 * 1_024,
      load: [0.52, 0.58, 0.59],
      uptime_seconds: 12_947.96,
      throttling: {
        undervoltage: { now: true, since_boot: true },
        frequency_capped: { now: false, since_boot: false },
        throttled: { now: true, since_boot: true },
        soft_temperature_limit: { now: false, since_boot: false },
      },
    });
    expect([...temperatures]).toEqual([['cpu-thermal', 48.686]]);
    expect(serious[0]).toContain('undervoltage');
  });

  test('is null where a machine does not tell', async () => {
    using pi = new PiFiles();
    const { report } = await readPiHealth({ root: pi.root, dataFolder: '/no/such/folder', ...none });
    expect(report).toEqual({
      ...{ temperature_celsius: null, throttling: null, disk_free_bytes: null, disk_size_bytes: null },
      ...{ memory_available_bytes: null, memory_size_bytes: null, load: null, uptime_seconds: null },
      advice: [],
    });
  });

  test('does not take nonsense for figures', async () => {
    using pi = new PiFiles();
    pi.zone(0, 'cpu-thermal', 'hot');
    pi.zone(1, 'off', '-274000');
    pi.zone(2, 'empty', '');
    pi.throttled('0xnothing');
    pi.write('proc/loadavg', 'a b c');
    pi.write('proc/uptime', '');
    const { report } = await readPiHealth({ root: pi.root, dataFolder: pi.root, ...none });
    expect(report).toMatchObject({
      temperature_celsius: null,
      throttling: null,
      load: null,
      uptime_seconds: null,
    });
  });

  test('has the hottest of several sensors, and the hotter of two with one name', async () => {
    using pi = new PiFiles();
    pi.zone(0, 'acpitz', '20000\n');
    pi.zone(1, 'acpitz', '30500\n');
    pi.zone(2, 'nvme', '25000\n');
    const { report, temperatures } = await readPiHealth({ root: pi.root, dataFolder: pi.root, ...none });
    expect(report.temperature_celsius).toBe(30.5);
    expect(Object.fromEntries(temperatures)).toEqual({ acpitz: 30.5, nvme: 25 });
  });

  test('asks vcgencmd where the kernel has no file for it', async () => {
    using pi = new PiFiles();
    const vcgencmd = pi.program('vcgencmd', 'throttled=0x20002');
    const { report } = await readPiHealth({ root: pi.root, dataFolder: pi.root, vcgencmd });
    expect(report.throttling?.frequency_capped).toEqual({ now: true, since_boot: true });
    const refused = pi.program('refused', 'VCHI initialization failed');
    expect(
      (await readPiHealth({ root: pi.root, dataFolder: pi.root, vcgencmd: refused })).report.throttling,
    ).toBeNull();
  });

  test.skipIf(mountMissing)(
    'tells that nothing can be saved while the data folder is read-only',
    async () => {
      using folder = new TemporaryFolder();
      using disk = folder.mount('disk', '-t', 'tmpfs', '-o', 'size=1g', 'tmpfs');
      const serious = async () => (await readPiHealth({ dataFolder: disk.path, ...none })).serious.join();
      expect(await serious()).toBe('');
      spawnSync('mount', ['-o', 'remount,ro', disk.path]);
      expect(await serious()).toMatch(/^The data folder is read-only: nothing can be saved\. Mount/);
      spawnSync('mount', ['-o', 'remount,rw', disk.path]);
      expect(await serious()).toBe('');
    },
  );

  test('counts the space of the file system that the data folder is in', async () => {
    const { report } = await readPiHealth({ dataFolder: tmpdir() });
    const { blocks, bsize } = statfsSync(tmpdir());
    expect(report.disk_size_bytes).toBe(blocks * bsize);
    expect(report.disk_free_bytes).toBeLessThanOrEqual(blocks * bsize);
  });
});

test.each([
  [0x0, {}],
  [0x1, { undervoltage: { now: true, since_boot: false } }],
  [0x40000, { throttled: { now: false, since_boot: true } }],
  [0x80008, { soft_temperature_limit: { now: true, since_boot: true } }],
])('the bits 0x%s mean %j', (bits, expected) => {
  const not = { now: false, since_boot: false };
  const all = { undervoltage: not, frequency_capped: not, throttled: not, soft_temperature_limit: not };
  expect(parseThrottledBits(bits)).toEqual({ ...all, ...expected });
});
