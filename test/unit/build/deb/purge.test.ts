import { execFileSync, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const postrm = resolve(import.meta.dirname, '../../../../build/linux/postrm');

/** Root makes a mount namespace of its own; other users where the system lets them. */
const unshare = [
  '--mount',
  '--propagation',
  'private',
  ...(process.getuid?.() === 0 ? [] : ['--map-root-user']),
];
const probe = spawnSync('unshare', [...unshare, 'mount', '-t', 'tmpfs', 'tmpfs', '/var/lib'], {
  encoding: 'utf8',
});
const notAllowed = probe.status === 0 ? '' : `no mounts of its own are allowed here: ${probe.stderr.trim()}`;

/**
 * Purges in a file system whose /var/lib, /run and parts of /etc are empty, so that nothing of this machine is touched,
 * then prints what is left.
 * @param prepare shell commands that fill /var/lib
 */
function purged(prepare: string): { left: string[]; said: string } {
  const script = `
    set -e
    for folder in /var/lib /run /etc/systemd /etc/apparmor.d; do
      [ ! -d "$folder" ] || mount -t tmpfs tmpfs "$folder"
    done
    mkdir /run/programs /var/lib/rpicam-kiosk /var/lib/elsewhere
    for program in userdel groupdel systemctl udevadm apparmor_parser; do
      printf '#!/bin/sh\\n' >"/run/programs/$program"; chmod 755 "/run/programs/$program"
    done
    cd /var/lib/rpicam-kiosk
    echo secret >cameras.json; echo secret >.hidden
    mkdir -p recordings/today; echo '{}' >recordings/.rpicam-kiosk-recordings.json
    echo precious >/var/lib/elsewhere/precious
    cd /var/lib
    ${prepare}
    PATH="/run/programs:$PATH" sh "$1" purge 2>&1 | sed 's/^/said: /'
    find /var/lib -type f -o -type l | sort`;
  const output = execFileSync(
    'unshare',
    [...unshare, 'bash', '-o', 'pipefail', '-c', script, 'test', postrm],
    {
      encoding: 'utf8',
    },
  );
  const lines = output.trim().split('\n');
  const said = lines.filter((line) => line.startsWith('said: ')).join('\n');
  return { left: lines.filter((line) => !line.startsWith('said: ')), said };
}

const precious = '/var/lib/elsewhere/precious';

describe.skipIf(notAllowed !== '')(`a purge${notAllowed && `, not tried: ${notAllowed}`}`, () => {
  test('deletes all that the services kept', () => {
    expect(purged('')).toEqual({ left: [precious], said: '' });
  });

  test('leaves recordings, says so, and deletes the rest', () => {
    const { left, said } = purged('echo video >rpicam-kiosk/recordings/today/one');
    const folder = '/var/lib/rpicam-kiosk/recordings';
    expect(left).toEqual([precious, `${folder}/.rpicam-kiosk-recordings.json`, `${folder}/today/one`]);
    expect(said).toBe(
      `said: Kept, because recordings are in it: ${folder}. If you need none of them: sudo rm -r /var/lib/rpicam-kiosk`,
    );
  });

  test('leaves what a link in the folder leads to', () => {
    const { left } = purged(
      'ln -s /var/lib/elsewhere rpicam-kiosk/recordings/disk; ln -s ../elsewhere rpicam-kiosk/up',
    );
    expect(left).toEqual([precious]);
  });

  test('leaves what the folder leads to where it is a link', () => {
    const { left, said } = purged('mv rpicam-kiosk moved; ln -s moved rpicam-kiosk');
    const kept = ['.hidden', 'cameras.json', 'recordings/.rpicam-kiosk-recordings.json'].map(
      (name) => `/var/lib/moved/${name}`,
    );
    expect(left).toEqual([precious, ...kept]);
    expect(said).toContain('/var/lib/rpicam-kiosk was a link');
  });

  test.each([
    ['another disk', 'mount -t tmpfs tmpfs "$place"; echo video >"$place/two"'],
    ['a folder of the same disk', 'echo video >elsewhere/two; mount --bind elsewhere "$place"'],
  ])('leaves %s that is mounted in the folder, and deletes the rest', (_what, mounting) => {
    for (const name of ['recordings', 'recordings/today', 'other', '.other', 'with blank 100% \\\\']) {
      const { left, said } = purged(`place="rpicam-kiosk/${name}"; mkdir -p "$place"; ${mounting}`);
      const place = `/var/lib/rpicam-kiosk/${name.replace('\\\\', '\\')}`;
      expect(left).toContain(`${place}/two`);
      expect(left).toContain(precious);
      expect(left.join()).not.toMatch(/cameras\.json|\.hidden/);
      expect(said).toContain(`because it is mounted: ${place}`);
    }
  });

  test('leaves a folder that is a mount itself', () => {
    const { left, said } = purged('mount --bind elsewhere rpicam-kiosk');
    expect(left).toEqual([precious, '/var/lib/rpicam-kiosk/precious']);
    expect(said).toContain('because it is mounted: /var/lib/rpicam-kiosk.');
  });
});
