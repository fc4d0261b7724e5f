import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const hook = join(import.meta.dirname, '../../../main/wasm-sharp.ts');

/** In a process of its own: what is hooked and loaded stays so. */
function loadedBuilds(before: string): string[] {
  const script = `${before}
    const { default: sharp } = await import('sharp');
    const input = { create: { width: 64, height: 32, channels: 3, background: '#123456' } };
    const jpeg = await sharp(input).jpeg().toBuffer();
    if ((await sharp(jpeg).resize(16).toBuffer({ resolveWithObject: true })).info.height !== 8) throw new Error();
    const { createRequire } = await import('node:module');
    const paths = Object.keys(createRequire(${JSON.stringify(hook)}).cache);
    console.log(paths.filter((path) => path.includes('@img/sharp-')).join('\\n'));`;
  const args = ['--input-type=module', '--eval', script];
  return execFileSync(process.execPath, args, { encoding: 'utf8', cwd: import.meta.dirname })
    .trim()
    .split('\n');
}

describe('sharp inside Electron', () => {
  test('is its WebAssembly build, which makes JPEGs', () => {
    const builds = loadedBuilds(`(await import(${JSON.stringify(hook)})).useWasmSharp();`);
    expect(builds.length).toBeGreaterThan(0);
    expect(builds.every((path) => path.includes('@img/sharp-wasm32'))).toBe(true);
  });
});
