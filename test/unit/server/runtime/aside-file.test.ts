import { spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { asideLimits, setAside, type AsideWay } from '../../../../server/runtime/aside-file.ts';
import { mountMissing, TemporaryFolder } from '../config/temporary-folder.ts';

const copy: AsideWay = { how: 'copy' };
const day = (number: number) => new Date(`2026-03-0${number}T04:05:06.789Z`);
const nameOf = (number: number) => `a.json.kept-2026-03-0${number}T04-05-06-789Z`;

function setting() {
  const folder = new TemporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  folder.write('a.json', 'content');
  const path = join(folder.path, 'a.json');
  return { folder, path, names: () => readdirSync(folder.path).sort() };
}

describe('a file that is set aside', () => {
  test('is copied for its owner only, or as another text, or moved', async () => {
    const { folder, path, names } = setting();
    expect((await setAside(path, 'kept', day(1), copy)).name).toBe(nameOf(1));
    expect(statSync(join(folder.path, nameOf(1))).mode & 0o777).toBe(0o600);
    await setAside(path, 'kept', day(2), { how: 'text', text: 'sealed' });
    await setAside(path, 'kept', day(3), { how: 'move' });
    const texts = [1, 2, 3].map((number) => folder.read(nameOf(number)));
    expect(texts).toEqual(['content', 'sealed', 'content']);
    expect(names()).not.toContain('a.json');
  });

  test('comes back whole when the save fails', async () => {
    for (const way of [copy, { how: 'move' } as const]) {
      const { folder, path, names } = setting();
      await (await setAside(path, 'kept', day(1), way)).undo();
      expect([names(), folder.read('a.json')]).toEqual([['a.json'], 'content']);
    }
  });

  test('that is a link: the file it leads to is moved, not the link', async () => {
    const { folder, names } = setting();
    mkdirSync(join(folder.path, 'real'));
    folder.write('real/b.json', 'large');
    symlinkSync('real/b.json', join(folder.path, 'link'));
    const { name } = await setAside(join(folder.path, 'link'), 'kept', day(1), { how: 'move' });
    expect(folder.read(`real/${name}`)).toBe('large');
    expect(names()).toEqual(['a.json', 'link', 'real']);
  });

  test.skipIf(mountMissing)('leaves no half of a copy on a full disk', async () => {
    const { folder } = setting();
    using disk = folder.mount('disk', '-t', 'tmpfs', '-o', 'size=16k', 'tmpfs');
    writeFileSync(join(disk.path, 'a.json'), 'x'.repeat(12_000));
    const aside = setAside(join(disk.path, 'a.json'), 'kept', day(1), copy);
    await expect(aside).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(readdirSync(disk.path)).toEqual(['a.json']);
  });
});

describe('older copies', () => {
  test('are removed beyond the newest few; a new one stays although the clock is behind', async () => {
    const { path, names } = setting();
    for (const number of [2, 3, 4, 5, 6, 7]) await setAside(path, 'kept', day(number), copy);
    const newest = await setAside(path, 'kept', day(1), copy);
    expect(await newest.removeOlder()).toBe(2);
    expect(names()).toEqual(['a.json', ...[1, 4, 5, 6, 7].map(nameOf)]);
  });

  test('with one time are in the order of their numbers', async () => {
    const { path, names } = setting();
    for (let count = 1; count <= 11; count++) await setAside(path, 'kept', day(1), copy);
    const newest = await setAside(path, 'kept', day(2), copy);
    await newest.removeOlder();
    expect(names()).toEqual(['a.json', ...[10, 11, 8, 9].map((count) => `${nameOf(1)}-${count}`), nameOf(2)]);
  });

  test('are removed beyond a number of bytes, but never the newest', async () => {
    const { folder, path, names } = setting();
    for (const number of [1, 2, 3]) {
      folder.write(nameOf(number), '');
      truncateSync(join(folder.path, nameOf(number)), asideLimits.bytes / 2);
    }
    expect(await (await setAside(path, 'kept', day(4), copy)).removeOlder()).toBe(2);
    expect(names()).toEqual(['a.json', nameOf(3), nameOf(4)]);
    truncateSync(path, asideLimits.bytes + 1);
    expect(await (await setAside(path, 'kept', day(5), { how: 'move' })).removeOlder()).toBe(2);
    expect(names()).toEqual([nameOf(5)]);
  });

  test('are not touched under any other name', async () => {
    const { folder, path, names } = setting();
    const others = [
      'a.json.kept-for-me',
      'a.json.kept-2026-03-01',
      `${nameOf(1)}.gz`,
      `${nameOf(1)}-0`,
      `${nameOf(1)}-x`,
      `x${nameOf(1)}`,
      'a.json.broken-2026-03-01T04-05-06-789Z',
    ];
    for (const name of others) folder.write(name, 'of a person');
    for (const number of [1, 2, 3, 4, 5, 6])
      await (await setAside(path, 'kept', day(number), copy)).removeOlder();
    expect(names()).toEqual(['a.json', ...others, ...[2, 3, 4, 5, 6].map(nameOf)].sort());
  });

  test('are removed as they are: no link is followed, and a folder stays while something is in it', async () => {
    const { folder, path, names } = setting();
    folder.write('precious', 'x');
    mkdirSync(join(folder.path, 'full'));
    folder.write('full/inside', 'x');
    symlinkSync(join(folder.path, 'precious'), join(folder.path, nameOf(1)));
    symlinkSync(join(folder.path, 'full'), join(folder.path, nameOf(2)));
    mkdirSync(join(folder.path, nameOf(3)));
    folder.write(`${nameOf(3)}/inside`, 'x');
    mkdirSync(join(folder.path, nameOf(4)));
    spawnSync('mkfifo', [join(folder.path, `${nameOf(4)}-2`)]);
    for (const number of [5, 6, 7, 8]) await setAside(path, 'kept', day(number), copy);
    await (await setAside(path, 'kept', day(9), copy)).removeOlder();
    expect(names()).toEqual(['a.json', 'full', 'precious', ...[3, 5, 6, 7, 8, 9].map(nameOf)].sort());
    expect(existsSync(join(folder.path, 'full/inside'))).toBe(true);
    expect(lstatSync(join(folder.path, nameOf(3))).isDirectory()).toBe(true);
  });
});
