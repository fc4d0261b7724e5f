import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pathInside } from '../../../../server/runtime/path-inside.ts';
import { TemporaryFolder } from '../config/temporary-folder.ts';

describe('the path of a new file in a folder', () => {
  let around: TemporaryFolder;
  let folder: string;
  beforeEach(() => {
    around = new TemporaryFolder();
    folder = join(realpathSync(around.path), 'recordings');
    mkdirSync(join(folder, 'door'), { recursive: true });
    mkdirSync(join(around.path, 'outside'));
  });
  afterEach(() => around[Symbol.dispose]());

  test.each(['a.mkv', 'door/a.mkv', 'new/er/a.mkv', './a.mkv', 'door/../a.mkv', '..a.mkv'])(
    'is absolute for %s',
    async (path) => {
      expect(await pathInside(folder, path)).toBe(join(folder, path));
      expect(await pathInside(folder, join(folder, path))).toBe(join(folder, path));
    },
  );

  test.each([
    '../a.mkv',
    '/etc/a.mkv',
    '..',
    '.',
    '',
    'door/../../a.mkv',
    '../recordings-2/a.mkv',
    'a\0.mkv',
  ])('is none for %j, which is not inside', async (path) => {
    expect(await pathInside(folder, path)).toBeUndefined();
  });

  test('is none where a symbolic link leads out of the folder, or nowhere', async () => {
    symlinkSync(join(around.path, 'outside'), join(folder, 'out'));
    symlinkSync('../outside', join(folder, 'door', 'out'));
    symlinkSync(join(around.path, 'not-there'), join(folder, 'dangling'));
    symlinkSync('circle', join(folder, 'circle'));
    writeFileSync(join(folder, 'file'), '');
    expect(await pathInside(folder, 'file/deep/a.mkv')).toBeUndefined();
    for (const link of ['out', 'door/out', 'dangling', 'circle']) {
      expect([link, await pathInside(folder, `${link}/a.mkv`)]).toEqual([link, undefined]);
      expect([link, await pathInside(folder, `${link}/deep/a.mkv`)]).toEqual([link, undefined]);
    }
  });

  test('may go over links that stay inside, and the folder may be a link itself', async () => {
    symlinkSync('door', join(folder, 'in'));
    expect(await pathInside(folder, 'in/a.mkv')).toBe(join(folder, 'in/a.mkv'));
    const link = join(around.path, 'link');
    symlinkSync(folder, link);
    expect(await pathInside(link, 'a.mkv')).toBe(join(link, 'a.mkv'));
    expect(await pathInside(join(around.path, 'later'), 'a.mkv')).toBe(join(around.path, 'later/a.mkv'));
  });
});
