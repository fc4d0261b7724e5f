/**
 * Bundles server/, main/ and the packages that they use into few files: `node build/bundle/bundle.ts FOLDER`. A server that
 * reads 800 modules takes half as long again to start, and keeps 8 MiB more. Types are only removed here; `npm run check`
 * looks at them.
 */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { rolldown, type InputOptions, type OutputOptions } from 'rolldown';
import { keptOutside } from './kept-outside.ts';
import { licenceTexts } from './licence-texts.ts';
import { inAscii, refuseRawText } from './in-ascii.ts';
import { sharedFiles } from './shared-files.ts';
import { unusedParts } from './unused-parts.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = resolve(process.argv[2] ?? 'dist');

const usual: InputOptions = {
  cwd: root,
  platform: 'node',
  external: keptOutside,
  // package.json's "engines".
  transform: { target: 'node20.19' },
  tsconfig: false,
  logLevel: 'warn',
  // A line before each module says which one it is: a stack in a bug report then leads to the source.
  experimental: { attachDebugInfo: 'simple' },
};
const usualOutput: OutputOptions = {
  format: 'esm',
  comments: false,
  minify: false,
  entryFileNames: '[name].js',
};

const modules = [
  ...(await bundle(
    {
      input: {
        'server/headless': 'server/headless.ts',
        'server/cli': 'server/cli.ts',
        'main/start': 'main/start.ts',
        'main/index': 'main/index.ts',
      },
      plugins: [unusedParts(), refuseRawText()],
    },
    { codeSplitting: { groups: sharedFiles(root) }, chunkFileNames: 'server/[name].js' },
  )),
  // The process of a hook may read this folder and nothing else of the program.
  ...(await bundle({ input: { 'server/hook/child/runner': 'server/hook/child/runner.ts' } })),
  // A page in a sandbox loads this file. Electron gives it no `import`.
  ...(await bundle(
    { input: { 'main/preload': 'main/preload.cts' } },
    { format: 'cjs', entryFileNames: '[name].cjs' },
  )),
];
writeFileSync(join(folder, 'server/licences.txt'), licenceTexts(modules));
// npx starts cli.js as a program.
chmodSync(join(folder, 'server/cli.js'), 0o755);

/** Writes one bundle, and returns the paths of the modules in it. */
async function bundle(input: InputOptions, output: OutputOptions = {}): Promise<string[]> {
  await using bundled = await rolldown({ ...usual, ...input });
  const made = await bundled.generate({ ...usualOutput, ...output });
  return made.output.flatMap((file) => {
    if (file.type !== 'chunk') throw new Error(`${file.fileName} is no program`);
    const path = join(folder, file.fileName);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, inAscii(file.code));
    return file.moduleIds;
  });
}
