import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ensureFolder } from '../../../../server/runtime/ensure-folder.ts';

let root: string;
let outside: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ensure-'));
  outside = mkdtempSync(join(tmpdir(), 'outside-'));
});
afterEach(() => [root, outside].forEach((folder) => rmSync(folder, { recursive: true })));

test('folders are made, and found again', async () => {
  const folder = join(root, 'door/stills/2026-11-29');
  for (const when of ['made', 'found'])
    expect(await ensureFolder(root, 'door/stills/2026-11-29'), when).toBe(folder);
  expect(existsSync(folder)).toBe(true);
});

test('a link is no folder, at the end or on the way: recordings stay in their folder', async () => {
  mkdirSync(join(outside, '2026-11-29'));
  symlinkSync(outside, join(root, 'door'));
  const refusal = { message: `${join(root, 'door')} is no folder; remove or rename it` };
  for (const path of ['door', 'door/2026-11-29', 'door/2026-11-30'])
    await expect(ensureFolder(root, path), path).rejects.toMatchObject(refusal);
  expect(readdirSync(outside)).toEqual(['2026-11-29']);
});

test('a file in place of a folder is named', async () => {
  writeFileSync(join(root, 'door'), '');
  await expect(ensureFolder(root, 'door/2026-11-29')).rejects.toThrow(`${join(root, 'door')} is no folder`);
});
