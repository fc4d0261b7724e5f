import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { realDisk } from '../../../../../server/recording/segment/segment-disk.ts';
import { ensureFolder } from '../../../../../server/runtime/ensure-folder.ts';
import { foldersSyncedBy } from '../../../../fixtures/synced-folders.ts';

let root: string;
beforeEach(() => (root = realpathSync(mkdtempSync(join(tmpdir(), 'disk-')))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('a power cut does not undo', () => {
  test('a new folder, since the folder that it is in is synced, at each level', async () => {
    expect(await foldersSyncedBy(() => ensureFolder(root, 'door/2026-11-29'))).toEqual([
      root,
      join(root, 'door'),
    ]);
  });

  test('a new file, and a new name of one', async () => {
    const path = join(root, 'a.part');
    const create = async () => (await realDisk.create(path)).close();
    expect(await foldersSyncedBy(create)).toEqual([root]);
    expect(await foldersSyncedBy(() => realDisk.rename(path, join(root, 'a')))).toEqual([root]);
  });
});

test('a folder that is there is left alone, without waiting for the disk', async () => {
  await ensureFolder(root, 'door/2026-11-29');
  expect(await foldersSyncedBy(() => ensureFolder(root, 'door/2026-11-29'))).toEqual([]);
});
