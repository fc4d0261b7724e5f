import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const server = resolve(import.meta.dirname, '../../../../server/index.ts');

/** The modules of Node that a process has loaded when it has imported `path`. */
function modulesAfter(path: string): string {
  const program = `await import('${path}'); console.log(process.moduleLoadList.join('\\n'));`;
  const words = ['--input-type=module', '--eval', program];
  return execFileSync(process.execPath, words, { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 });
}

test('the server does not load the fetch of Node, which takes memory', () => {
  expect(modulesAfter('node:http')).toContain('undici/undici');
  const loaded = modulesAfter(server);
  expect(loaded).toContain('NativeModule http');
  expect(loaded).not.toContain('undici/undici');
});
