import { execFileSync } from 'node:child_process';
import { accessSync, constants, globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keptOutside } from '../../../../build/bundle/kept-outside.ts';
import { TemporaryFolder } from '../../server/config/temporary-folder.ts';

const root = resolve(import.meta.dirname, '../../../..');

describe('what the build makes of server/ and main/', () => {
  let folder: TemporaryFolder;
  let files: Map<string, string>;
  beforeAll(() => {
    folder = new TemporaryFolder();
    execFileSync(process.execPath, ['build/bundle/bundle.ts', folder.path], { cwd: root, stdio: 'inherit' });
    const paths = globSync('**/*.{js,cjs}', { cwd: folder.path });
    files = new Map(paths.map((path) => [path, readFileSync(join(folder.path, path), 'utf8')]));
  });
  afterAll(() => folder[Symbol.dispose]());

  /** Also what is imported by `require` or later. */
  function importsOf(path: string): string[] {
    const text = files.get(path) ?? '';
    const imports = text.matchAll(
      /^(?:import|export) .*?(?:from )?"([^"]+)";$|[ =(](?:import|require)\("([^"]+)"\)/gm,
    );
    return [...imports].map(([, first, later]) => first ?? later ?? '');
  }

  /** The files that are read before `path` begins. */
  function readFor(path: string, read = new Set<string>()): Set<string> {
    read.add(path);
    const text = files.get(path) ?? '';
    for (const [, name = ''] of text.matchAll(/^(?:import|export) .*?(?:from )?"(\.[^"]+)";$/gm)) {
      const next = join(path, '..', name);
      if (!read.has(next)) readFor(next, read);
    }
    return read;
  }

  test('has each program at its place, and the command line as one that can be run', () => {
    for (const path of ['server/headless.js', 'main/start.js', 'main/index.js', 'main/preload.cjs'])
      expect(files.has(path), path).toBe(true);
    accessSync(join(folder.path, 'server/cli.js'), constants.X_OK);
    expect(files.get('server/cli.js')).toMatch(/^#!\/usr\/bin\/env -S node /);
  });

  test('needs no packages but those that are kept outside', () => {
    const needed = [...files.keys()].flatMap(importsOf).filter((name) => !name.startsWith('.'));
    const packages = needed.filter((name) => !name.startsWith('node:') && !builtinModules.includes(name));
    expect([...new Set(packages)].sort()).toEqual([...keptOutside].sort());
  });

  test('is few files for a server, and no server for the command line', () => {
    expect(readFor('server/headless.js').size).toBeLessThan(12);
    expect(readFor('server/cli.js')).not.toContain('server/server.js');
    expect(readFor('server/api-commands.js')).not.toContain('server/server.js');
  });

  test('has a program for hooks that reads no other file, since its process may not', () => {
    expect(importsOf('server/hook/child/runner.js').every((name) => name.startsWith('node:'))).toBe(true);
  });

  test('has no messages of zod in other languages, and no parser of bodies', () => {
    const text = [...files.values()].join('\n');
    expect(text).toContain('// node_modules/zod/v4/locales/en.js');
    expect(text).not.toMatch(/^\/\/ node_modules\/(zod\/v4\/locales\/(de|fr)\.js|iconv-lite)/m);
  });

  test('is in ASCII, with escapes for other characters', () => {
    for (const [path, text] of files) expect(text.search(/[^\0-\x7f]/), path).toBe(-1);
    expect([...files.values()].some((text) => text.includes('\\u2026'))).toBe(true);
  });

  test('has its comments left out, but says where each part of it comes from', () => {
    const lines = files.get('server/server.js')?.split('\n') ?? [];
    expect(lines).toContain('// server/compose.ts');
    expect(lines.filter((line) => /^\s*\/\*\*/.test(line))).toEqual([]);
  });

  test('has the licences of what is in it', () => {
    const texts = readFileSync(join(folder.path, 'server/licences.txt'), 'utf8');
    expect(texts).toMatch(/\nexpress \d+\.\d+\.\d+, MIT\n\n.*TJ Holowaychuk/s);
    expect(texts).toMatch(/\nprom-client \d+\.\d+\.\d+, Apache-2.0\n\n.*Apache License/s);
  });
});
