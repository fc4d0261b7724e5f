import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'rpicam-launcher-test-'));
const launcher = join(folder, 'rpicam-kiosk');
const cli = '--max-semi-space-size=4 /opt/rpicam-kiosk/resources/app.asar/dist/server/cli.js';
const kiosk = '--js-flags=--max-semi-space-size=4';

/** What the program in /opt would be started with. */
function started(words: string[], env: Record<string, string> = {}) {
  const output = execFileSync(launcher, words, { env: { PATH: '/usr/bin:/bin', HOME: '/home/pi', ...env } });
  const [args, asNode, dataFolder] = String(output).split('\n');
  return { args, asNode, dataFolder };
}

describe('/usr/bin/rpicam-kiosk', () => {
  beforeAll(() => {
    const program = join(folder, 'program');
    writeFileSync(
      program,
      '#!/bin/sh\necho "$*"\necho "${ELECTRON_RUN_AS_NODE:-}"\necho "${RPICAM_DATA_DIR:-}"\n',
    );
    const script = readFileSync(
      resolve(import.meta.dirname, '../../../../build/linux/rpicam-kiosk.sh'),
      'utf8',
    );
    writeFileSync(launcher, script.replace('program=/opt/rpicam-kiosk/rpicam-kiosk', `program=${program}`));
    for (const path of [program, launcher]) chmodSync(path, 0o755);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each([
    [['health']],
    [['wall', 'kiosk', '--next']],
    [['--help']],
    [['--version']],
    [['--base-url', 'http://x', 'health']],
  ])('answers %j in the terminal', (words) => {
    expect(started(words)).toEqual({ args: `${cli} ${words.join(' ')}`, asNode: '1', dataFolder: '' });
  });

  test('serves with the folder of the user, unless another is named', () => {
    expect(started(['serve', '--port', '1'])).toEqual({
      args: `${cli} serve --port 1`,
      asNode: '1',
      dataFolder: '/home/pi/.local/share/rpicam-kiosk',
    });
    expect(started(['serve'], { RPICAM_DATA_DIR: '/srv/x' }).dataFolder).toBe('/srv/x');
    expect(started(['serve'], { XDG_DATA_HOME: '/y' }).dataFolder).toBe('/y/rpicam-kiosk');
  });

  test('opens the kiosk without a command, on X only where there is no Wayland', () => {
    const both = { DISPLAY: ':0', WAYLAND_DISPLAY: 'wayland-0' };
    expect(started([], both).args).toBe(`--ozone-platform=wayland ${kiosk}`);
    expect(started([])).toMatchObject({ args: `--ozone-platform=wayland ${kiosk}`, asNode: '' });
    expect(started(['--port', '1'], { DISPLAY: ':0', ELECTRON_RUN_AS_NODE: '1' })).toEqual({
      args: `${kiosk} --port 1`,
      asNode: '',
      dataFolder: '/home/pi/.local/share/rpicam-kiosk',
    });
  });
});
