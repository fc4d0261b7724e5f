import { execFileSync } from 'node:child_process';
import { closeSync, globSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { extractAsar } from '../electron/runtime/asar.ts';
import { BuiltPackage } from './package.ts';

const manifest = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../../package.json'), 'utf8')) as {
  version: string;
};
/** Of an ELF file's header: what it runs on. */
const elfMachine: Record<string, number> = { amd64: 62, arm64: 183 };

describe.each(['amd64', 'arm64'])('the package for %s', (architecture) => {
  const built = new BuiltPackage(architecture);
  afterAll(() => built[Symbol.dispose]());

  test('says what it is and what it needs', () => {
    expect(built.field('Package')).toBe('rpicam-kiosk');
    expect(built.field('Version')).toBe(manifest.version);
    expect(built.field('Architecture')).toBe(architecture);
    expect(built.field('Depends')).toMatch(/ffmpeg, v4l-utils/);
    expect(built.field('Recommends')).toMatch(/\bcage\b.*\bfonts-droid-fallback\b.*\bnginx-light\b/);
  });

  test('has everything at its place', () => {
    const file = '-rw-r--r-- root/root';
    const program = '-rwxr-xr-x root/root';
    expect(Object.fromEntries(built.contents())).toMatchObject({
      '/usr/bin/rpicam-kiosk': program,
      '/opt/rpicam-kiosk/rpicam-kiosk': program,
      '/opt/rpicam-kiosk/chrome-sandbox': '-rwsr-xr-x root/root',
      '/opt/rpicam-kiosk/resources/app.asar': file,
      '/opt/rpicam-kiosk/resources/apparmor-profile': file,
      '/usr/lib/systemd/system/rpicam-kiosk.service': file,
      '/usr/lib/systemd/system/rpicam-kiosk-headless.service': file,
      '/usr/lib/systemd/user/rpicam-kiosk.service': file,
      '/usr/lib/sysusers.d/rpicam-kiosk.conf': file,
      '/usr/lib/udev/rules.d/70-rpicam-kiosk.rules': file,
      '/usr/share/applications/rpicam-kiosk.desktop': file,
      '/usr/share/icons/hicolor/256x256/apps/rpicam-kiosk.png': file,
      '/usr/share/metainfo/io.github.rpicam_kiosk.metainfo.xml': file,
      '/usr/share/man/man1/rpicam-kiosk.1.gz': file,
      '/usr/share/bash-completion/completions/rpicam-kiosk': file,
      '/usr/share/doc/rpicam-kiosk/changelog.gz': file,
      '/usr/share/doc/rpicam-kiosk/copyright': file,
      '/usr/share/doc/rpicam-kiosk/licences.txt': file,
    });
  });

  test('starts by the launcher from the desktop', () => {
    const entry = readFileSync(join(built.root, 'usr/share/applications/rpicam-kiosk.desktop'), 'utf8');
    expect(entry).toMatch(/^Exec=\/usr\/bin\/rpicam-kiosk$/m);
  });

  test('keeps what people change: all of /etc and nothing else', () => {
    expect(readFileSync(join(built.root, 'DEBIAN/conffiles'), 'utf8').trim().split('\n')).toEqual([
      '/etc/default/rpicam-kiosk',
      '/etc/rpicam-kiosk/README',
      '/etc/xdg/autostart/rpicam-kiosk.desktop',
    ]);
  });

  test('enables and writes nothing by being unpacked', () => {
    const elsewhere = [...built.contents().keys()].filter((path) =>
      /\.wants\/|^\/var\/|^\/home\/|^\/usr\/local\//.test(path),
    );
    expect(elsewhere).toEqual([]);
  });

  test('has programs of its own architecture only: koffi, and none of sharp', () => {
    const app = join(built.root, 'app');
    extractAsar(join(built.root, 'opt/rpicam-kiosk/resources/app.asar'), app);
    const binaries = globSync(['opt/**/*', 'app/**/*'], { cwd: built.root }).flatMap((path) => {
      const machine = machineOf(join(built.root, path));
      return machine === undefined ? [] : [{ path, machine }];
    });
    expect(binaries.length).toBeGreaterThan(0);
    expect(binaries.filter(({ machine }) => machine !== elfMachine[architecture])).toEqual([]);
    const libraries = binaries.filter(
      ({ path }) => path.startsWith('opt/') && path.includes('node_modules') && /\.node$|\.so/.test(path),
    );
    const npmName = architecture === 'amd64' ? 'x64' : architecture;
    const koffi = `node_modules/@koromix/koffi-linux-${npmName}`;
    const unpacked = join('opt/rpicam-kiosk/resources/app.asar.unpacked', koffi);
    expect(libraries.map(({ path }) => path)).toEqual([`${unpacked}/linux_${npmName}/koffi.node`]);
    expect(globSync('app/node_modules/@koromix/*', { cwd: built.root })).toEqual([`app/${koffi}`]);
    const files = globSync(`app/node_modules/{koffi,@koromix}/**`, { cwd: built.root, withFileTypes: true });
    const bytes = files
      .filter((file) => file.isFile())
      .map((file) => statSync(join(file.parentPath, file.name)).size);
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1_500_000);
    expect(readFileSync(join(app, 'node_modules/koffi/LICENSE.txt'), 'utf8')).toMatch(/^MIT License/);
    expect(globSync('app/node_modules/@img/*', { cwd: built.root }).sort()).toEqual([
      'app/node_modules/@img/colour',
      'app/node_modules/@img/sharp-wasm32',
    ]);
  });

  test('has the program and the pages, and nothing that is only for developing', () => {
    const app = join(built.root, 'app');
    for (const path of [
      'package.json',
      'dist/main/index.js',
      'dist/server/cli.js',
      'dist/renderer/index.html',
    ])
      expect(statSync(join(app, path)).isFile(), path).toBe(true);
    const packages = globSync('node_modules/{*,@*/*}', { cwd: app });
    expect(
      packages.filter((path) => /\/(typescript|vite|svelte|electron|node-linux-.*)$/.test(path)),
    ).toEqual([]);
    expect(globSync('**/*.{ts,map,svelte}', { cwd: app })).toEqual([]);
    // The programs have these in themselves.
    const licences = readFileSync(join(built.root, 'usr/share/doc/rpicam-kiosk/licences.txt'), 'utf8');
    const bundled = [...licences.matchAll(/^-+\n(\S+) /gm)].map(([, name = '']) => name);
    expect(bundled).toContain('express');
    expect(bundled).toContain('electron-store');
    for (const name of ['express', 'zod', 'electron-store', 'ajv', 'selfsigned'])
      expect(packages, name).not.toContain(`node_modules/${name}`);
  });

  test('shuts its server off from the rest of the system', () => {
    const unit = join(built.root, 'usr/lib/systemd/system/rpicam-kiosk-headless.service');
    const words = ['security', '--offline=true', '--no-pager', '--threshold=30', unit];
    expect(execFileSync('systemd-analyze', words, { encoding: 'utf8' })).toMatch(
      /exposure level.*: [0-2]\.\d OK/,
    );
  });
});

/** Undefined: it is no ELF file. */
function machineOf(path: string): number | undefined {
  if (!statSync(path).isFile()) return undefined;
  const head = Buffer.alloc(20);
  const file = openSync(path, 'r');
  readSync(file, head, 0, head.length, 0);
  closeSync(file);
  return head.toString('latin1', 0, 4) === '\x7fELF' ? head.readUInt16LE(18) : undefined;
}
