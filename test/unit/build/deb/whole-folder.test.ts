import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { wholeFolder } from '../../../../build/deb/whole-folder.ts';

test('a folder of a build is there as a whole or not at all', () => {
  const cache = mkdtempSync(join(tmpdir(), 'whole-folder-'));
  onTestFinished(() => rmSync(cache, { recursive: true }));
  const folder = join(cache, 'npm', 'koffi-1');
  const write = (parent: string, ...names: string[]) => {
    mkdirSync(join(parent, 'package'));
    for (const name of names) writeFileSync(join(parent, 'package', name), '');
  };
  const broken = (parent: string) => {
    write(parent, 'a');
    throw new Error('no space');
  };
  expect(() => wholeFolder(folder, broken)).toThrow('no space');
  expect(readdirSync(join(cache, 'npm'))).toEqual([]);
  wholeFolder(folder, (parent) => write(parent, 'a', 'b'));
  wholeFolder(folder, broken); // it is there
  expect(readdirSync(join(cache, 'npm'))).toEqual(['koffi-1']);
  expect(readdirSync(folder)).toEqual(['a', 'b']);
});
