import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { CrashMark } from '../../../../server/runtime/crash-mark.ts';

const folder = mkdtempSync(join(tmpdir(), 'crash-mark-'));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;
const newPath = () => join(folder, String(count++));

describe('a mark of something that may end the process', () => {
  test('is found at the next start, unless it was cleared', async () => {
    const path = newPath();
    const first = await CrashMark.open(path);
    expect(first.wasLeft).toBe(false);
    await first.set();
    await first.set();
    const second = await CrashMark.open(path);
    expect(second.wasLeft).toBe(true);
    await second.clear(true);
    expect(existsSync(path)).toBe(false);
    expect((await CrashMark.open(path)).wasLeft).toBe(false);
  });

  test('that another process left stays where this one set none', async () => {
    const path = newPath();
    await (await CrashMark.open(path)).set();
    await (await CrashMark.open(path)).clear();
    expect((await CrashMark.open(path)).wasLeft).toBe(true);
    const own = await CrashMark.open(path);
    await own.set();
    await own.clear();
    expect((await CrashMark.open(path)).wasLeft).toBe(false);
  });

  test('can be set again after it was cleared', async () => {
    const path = newPath();
    const mark = await CrashMark.open(path);
    void mark.set();
    void mark.clear();
    await mark.set();
    expect((await CrashMark.open(path)).wasLeft).toBe(true);
  });

  test('is not set before somebody asks for it', async () => {
    const path = newPath();
    await (await CrashMark.open(path)).clear();
    await CrashMark.open(path);
    expect(existsSync(path)).toBe(false);
  });

  test('of before the machine was started has no effect', async () => {
    const path = newPath();
    writeFileSync(path, '00000000-0000-0000-0000-000000000000\n');
    expect((await CrashMark.open(path)).wasLeft).toBe(false);
  });

  test('replaces a link and does not write where it leads', async () => {
    const path = newPath();
    const elsewhere = newPath();
    writeFileSync(elsewhere, 'untouched');
    symlinkSync(elsewhere, path);
    const mark = await CrashMark.open(path);
    await mark.set();
    expect(readFileSync(elsewhere, 'utf8')).toBe('untouched');
    expect((await CrashMark.open(path)).wasLeft).toBe(true);
  });

  test('that cannot be read or written has no effect: a folder, a pipe, a folder that is missing', async () => {
    const asFolder = newPath();
    mkdirSync(asFolder);
    const asPipe = newPath();
    execFileSync('mkfifo', [asPipe]);
    for (const path of [asFolder, asPipe, join(newPath(), 'mark')]) {
      const mark = await CrashMark.open(path);
      expect(mark.wasLeft).toBe(false);
      await mark.set();
      await mark.clear();
    }
  });
});
