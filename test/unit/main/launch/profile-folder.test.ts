import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { profileFolder, removeForeignLock } from '../../../../main/launch/profile-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rpicam-profile-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("Electron's own folder", () => {
  test('is made in the data folder, for nobody else', () => {
    const profile = profileFolder(join(folder, 'new/data'));
    expect(profile).toBe(join(folder, 'new/data/electron'));
    expect(lstatSync(profile).mode & 0o777).toBe(0o700);
  });

  test('is elsewhere where the data folder cannot be', () => {
    writeFileSync(join(folder, 'file'), '');
    for (const refused of [join(folder, 'file/data'), '/proc/nope']) {
      const profile = profileFolder(refused);
      expect(profile.startsWith(refused)).toBe(false);
      expect(existsSync(profile)).toBe(true);
      rmSync(profile, { recursive: true });
    }
  });
});

describe('the lock of an instance', () => {
  const lock = () => join(folder, 'SingletonLock');
  const isThere = () => lstatSync(lock(), { throwIfNoEntry: false }) !== undefined;

  test('is taken away when the machine had another name then', () => {
    symlinkSync('old-name-with-dashes-1234', lock());
    symlinkSync('/tmp/gone/SingletonSocket', join(folder, 'SingletonSocket'));
    removeForeignLock(folder);
    expect(isThere()).toBe(false);
    expect(lstatSync(join(folder, 'SingletonSocket'), { throwIfNoEntry: false })).toBeUndefined();
  });

  test('of this machine stays: it may run', () => {
    symlinkSync(`${hostname()}-1234`, lock());
    removeForeignLock(folder);
    expect(readlinkSync(lock())).toBe(`${hostname()}-1234`);
  });

  test('need not be there', () => {
    removeForeignLock(folder);
    expect(isThere()).toBe(false);
  });
});
