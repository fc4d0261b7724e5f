import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock, type Clock } from '../../../../server/runtime/clock.ts';
import { watchDevices } from '../../../../server/device/device-watch.ts';
import { FakeCameras, fakecamMissing } from '../../../fixtures/fakecam.ts';
import { until } from '../../../fixtures/until.ts';

describe('watching a folder of devices', () => {
  let folder: string;
  let controller: AbortController;
  let changes: number;
  let problems: Error[];
  const inFolder = (name: string) => join(folder, name);
  const watchFolder = (clock: Clock, signal = controller.signal) => {
    const onProblem = (error: Error) => problems.push(error);
    watchDevices(() => changes++, signal, { folder, clock, onProblem });
  };
  /** Does something and waits until it is noticed. */
  const noticed = async (what: string, act: () => void) => {
    const before = changes;
    act();
    await until(`${what} is noticed`, () => changes > before);
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rpicam-dev-'));
    controller = new AbortController();
    changes = 0;
    problems = [];
  });
  afterEach(() => {
    controller.abort();
    rmSync(folder, { recursive: true, force: true });
    expect(problems).toEqual([]);
  });

  test('notices nodes that come, change their permissions and go', async () => {
    watchFolder(instantClock());
    await noticed('coming', () => writeFileSync(inFolder('video0'), ''));
    await noticed('a permission', () => chmodSync(inFolder('video0'), 0o600));
    await noticed('going', () => rmSync(inFolder('video0')));
  });

  test('does not care for other names', async () => {
    watchFolder(instantClock());
    for (const name of ['null', 'ttyUSB0', 'video', 'video0.tmp', '.video0.123', 'vbi0', 'media0']) {
      symlinkSync('nowhere', inFolder(name));
    }
    await noticed('a node', () => symlinkSync('nowhere', inFolder('video0')));
    // A link is one event, and events come in order: had one of the others counted, there would be more by now.
    await noticed('a second node', () => symlinkSync('nowhere', inFolder('video1')));
    expect(changes).toBe(2);
  });

  test('notices names in folders that come, go and come again', async () => {
    const byPath = inFolder('v4l/by-path');
    watchFolder(instantClock());
    for (let round = 0; round < 3; round++) {
      await noticed('the folder', () => mkdirSync(byPath, { recursive: true }));
      await noticed('a name', () => symlinkSync('../../video0', join(byPath, 'usb-video-index0')));
      await noticed('a name going', () => rmSync(join(byPath, 'usb-video-index0')));
      await noticed('by-id', () => mkdirSync(inFolder('v4l/by-id')));
      await noticed('a name there', () =>
        symlinkSync('../../video0', inFolder('v4l/by-id/usb-video-index0')),
      );
      await noticed('the folder going', () => rmSync(inFolder('v4l'), { recursive: true }));
    }
  });

  test('notices names in folders that are there from the start', async () => {
    mkdirSync(inFolder('v4l/by-id'), { recursive: true });
    watchFolder(instantClock());
    await noticed('a name', () => symlinkSync('../../video0', inFolder('v4l/by-id/usb-video-index0')));
  });

  test('makes one call of a burst of changes, after it has settled', async () => {
    const clock = heldClock();
    watchFolder(clock);
    for (const index of [0, 1, 2, 3]) writeFileSync(inFolder(`video${index}`), '');
    await until('it waits', () => clock.waiting() === 1);
    expect(changes).toBe(0);
    clock.release();
    await until('the call', () => changes > 0);
    expect(changes).toBe(1);
    await noticed('the next change', () => {
      rmSync(inFolder('video0'));
      void until('it waits again', () => clock.waiting() === 1).then(clock.release);
    });
  });

  test('says nothing more once it is ended', async () => {
    const ended = new AbortController();
    const clock = heldClock();
    let late = 0;
    watchDevices(() => late++, ended.signal, { folder, clock });
    writeFileSync(inFolder('video0'), '');
    await until('it waits', () => clock.waiting() === 1);
    ended.abort();
    clock.release();
    watchFolder(instantClock());
    await noticed('a change', () => rmSync(inFolder('video0')));
    expect(late).toBe(0);
  });
});

test('a folder that cannot be watched is reported, not thrown', () => {
  const problems: Error[] = [];
  const folder = join(tmpdir(), 'rpicam-no-such-folder');
  watchDevices(() => {}, new AbortController().signal, {
    folder,
    onProblem: (error) => problems.push(error),
  });
  expect(problems).toMatchObject([{ code: 'ENOENT' }]);
});

describe.skipIf(fakecamMissing)('a running server', () => {
  test('notices cameras that are plugged in, unplugged, renumbered and permitted', async () => {
    using cameras = new FakeCameras();
    cameras.up(0, '--pattern');
    const script = resolve(import.meta.dirname, '../../../fixtures/device-watch-print.ts');
    const child = cameras.spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (said += text));
    const changed = async (what: string, act: () => void) => {
      const before = said.length;
      act();
      await until(what, () => said.slice(before).includes('change'));
    };
    try {
      await until('it watches', () => said.includes('watching'));
      await changed('unplugging', () => cameras.fault(0, 'unplugged'));
      await changed('plugging in', () => cameras.fault(0, 'none'));
      await changed('another number', () => cameras.move(0, 3));
      await changed('a permission', () => spawnSync('chmod', ['600', join(cameras.folder, '.dev/video3')]));
      await changed('another camera', () => cameras.up(1, '--pattern'));
      expect(said).not.toContain('problem');
      // Its signal aborts; with all watches closed nothing keeps it running.
      child.kill('SIGTERM');
      await until('it ends by itself', () => child.exitCode === 0);
    } finally {
      child.kill('SIGKILL');
    }
  });
});

function instantClock(): Clock {
  return { ...systemClock, sleep: () => Promise.resolve() };
}

/** Sleeps until it is told to go on. */
function heldClock(): Clock & { waiting: () => number; release: () => void } {
  const sleepers: (() => void)[] = [];
  return {
    ...systemClock,
    sleep: () => new Promise((wake) => sleepers.push(wake)),
    waiting: () => sleepers.length,
    release: () => sleepers.splice(0).forEach((wake) => wake()),
  };
}
