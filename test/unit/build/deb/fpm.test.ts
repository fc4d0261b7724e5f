import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const fpm = resolve(import.meta.dirname, '../../../../build/deb/fpm.ts');
const folder = mkdtempSync(join(tmpdir(), 'rpicam-fpm-test-'));
const output = join(folder, 'out/thing.deb');

const basics = (compression: string) => [
  ...['-s', 'dir', '-t', 'deb', '--name', 'thing', '--version', '1.0', '--architecture', 'all'],
  ...['--maintainer', 'M <m@x>', '--description', 'a thing\n that does\n things', '--package', output],
  ...['--deb-compression', compression, '-d', 'ffmpeg'],
];
const run = (...words: string[]) =>
  spawnSync(process.execPath, [fpm, ...words], { cwd: folder, encoding: 'utf8' });
const dpkg = (...words: string[]) => execFileSync('dpkg-deb', [...words, output], { encoding: 'utf8' });

function write(path: string, text: string, mode = 0o600): string {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
  chmodSync(join(folder, path), mode);
  return join(folder, path);
}

describe('a package made by dpkg-deb in the place of fpm', () => {
  beforeAll(() => {
    write('app/thing', '#!/bin/sh\n', 0o700);
    write('app/chrome-sandbox', 'x', 0o700);
    write('app/deep/er.txt', 'x');
    const { status, stderr } = run(
      ...basics('gz'),
      ...['--after-install', write('post', '#!/bin/sh\n')],
      `${write('thing.1', '.TH')}=/usr/share/man/man1/thing.1`,
      `${write('default', 'A=1\n')}=/etc/default/thing`,
      `${write('own', 'own\n')}=/usr/share/x.desktop`,
      `${join(folder, 'app')}/=/opt/thing`,
      `${write('theirs', 'theirs\n')}=/usr/share/x.desktop`,
    );
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('belongs to root, with the modes that files have when installed', () => {
    const listed = dpkg('--contents')
      .split('\n')
      .map((line) => line.split(/\s+/));
    const modes = Object.fromEntries(listed.map(([mode, owner, , , , path]) => [path, `${mode} ${owner}`]));
    expect(modes).toMatchObject({
      './opt/thing/': 'drwxr-xr-x root/root',
      './opt/thing/thing': '-rwxr-xr-x root/root',
      './opt/thing/chrome-sandbox': '-rwsr-xr-x root/root',
      './opt/thing/deep/er.txt': '-rw-r--r-- root/root',
      './usr/share/man/man1/thing.1.gz': '-rw-r--r-- root/root',
    });
  });

  test('takes the first of two files for the same place', () => {
    const text = execFileSync('sh', [
      '-c',
      `dpkg-deb --fsys-tarfile ${output} | tar -xO ./usr/share/x.desktop`,
    ]);
    expect(String(text)).toBe('own\n');
  });

  test('tells dpkg what it needs, what is configuration and what to run', () => {
    expect(dpkg('--field')).toMatch(/^Depends: ffmpeg$/m);
    expect(dpkg('--field')).toMatch(/^Description: a thing\n that does\n things$/m);
    expect(dpkg('--info')).toMatch(/\* {2}postinst/);
    const control = join(folder, 'control');
    execFileSync('dpkg-deb', ['--control', output, control]);
    expect(execFileSync('cat', [join(control, 'conffiles')], { encoding: 'utf8' })).toBe(
      '/etc/default/thing\n',
    );
    expect(
      execFileSync('cut', ['-c35-', join(control, 'md5sums')], { encoding: 'utf8' }).split('\n'),
    ).toEqual([
      'opt/thing/chrome-sandbox',
      'opt/thing/deep/er.txt',
      'opt/thing/thing',
      'usr/share/man/man1/thing.1.gz',
      'usr/share/x.desktop',
      '',
    ]);
  });

  test('is not made when the arguments are not understood', () => {
    const { status, stderr } = run(...basics('lzo'), 'default=/etc/default/thing');
    expect([status, stderr]).toEqual([1, 'build/deb/fpm.ts: unknown compression: lzo\n']);
  });
});
