import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { decodeJpeg } from '../../../../../server/picture/jpeg-decoder.ts';
import { jpeg } from '../../../../fixtures/images.ts';
import { ServerHere } from '../../../../fixtures/server-here.ts';
import { TemporaryFolder } from '../../config/temporary-folder.ts';
import { runCli } from '../run-cli.ts';

const options: ts.CompilerOptions = {
  ...{ strict: true, noEmit: true, allowImportingTsExtensions: true },
  // As an editor reads a file without a project around it.
  ...{ module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
  ...{ target: ts.ScriptTarget.ES2023, noUncheckedIndexedAccess: true },
  ...{ typeRoots: [join(process.cwd(), 'node_modules/@types')], types: ['node'] },
};

/** What the types of hooks say against a hook, and what is wrong with them. Those of others are not checked: that takes seconds. */
function typeProblems(hook: string): string[] {
  const program = ts.createProgram([hook], options);
  const ours = program.getSourceFiles().filter(({ fileName }) => !fileName.includes('/node_modules/'));
  expect(ours.map(({ fileName }) => basename(fileName))).toContain('rpicam-hook.d.ts');
  const problems = ours.flatMap((file) => ts.getPreEmitDiagnostics(program, file));
  return problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

describe('rpicam-kiosk hook new', () => {
  test('makes a hook that its types accept, and that works', async () => {
    using folder = new TemporaryFolder();
    const made = await runCli(['hook', 'new', 'brighter', '--data-dir', folder.path]);
    const hook = join(folder.path, 'hooks/brighter.ts');
    expect(made.stdout).toContain(hook);
    expect(typeProblems(hook)).toEqual([]);

    const [image, output] = [join(folder.path, 'in.jpg'), join(folder.path, 'out.jpg')];
    writeFileSync(image, jpeg('64x48'));
    const options = ['--options', '{"by":255}'];
    const tried = await runCli(['hook', 'try', hook, '--image', image, '--output', output, ...options]);
    expect(tried.stderr).toBe('');
    expect(tried.stdout).toMatch(
      /^1: [\d.]+ ms \(the hook [\d.]+ ms\); a picture of 64 × 48; brightness 0\.\d\d\n/,
    );
    expect(Math.min(...(await decodeJpeg(readFileSync(output))).pixels)).toBeGreaterThan(250);
  });

  test('ends where a folder cannot be made, as below /proc', async () => {
    const made = await runCli(['hook', 'new', 'brighter', '--data-dir', '/proc']);
    expect(made.stderr).toContain('/proc/hooks/brighter.ts cannot be written (ENOENT)');
    expect(made.code).toBe(1);
  });

  test('makes the example that finds people, and says how to install its packages', async () => {
    using folder = new TemporaryFolder();
    const create = (name: string) =>
      runCli(['hook', 'new', name, '--example', 'people', '--data-dir', folder.path]);
    const made = await create('people');
    const hooks = join(folder.path, 'hooks');
    expect(made.stdout).toContain(`npm install --ignore-scripts --prefix ${hooks} @vladmandic/human@3.3.6 `);
    expect(typeProblems(join(hooks, 'people.ts'))).toEqual([]);
    await create('people.js');
    writeFileSync(join(folder.path, 'in.jpg'), jpeg('64x48'));
    const tried = await runCli([
      ...['hook', 'try', join(hooks, 'people.js'), '--image', join(folder.path, 'in.jpg')],
      ...['--allow', 'read:node_modules,memory:512,seconds:10'],
    ]);
    expect([tried.code, tried.stderr]).toEqual([
      1,
      expect.stringContaining('its packages are not installed; the head of its file says how'),
    ]);
    expect(
      (await runCli(['hook', 'new', 'x', '--example', 'cats', '--data-dir', folder.path])).code,
    ).not.toBe(0);
  });

  test('makes JavaScript where that is asked for', async () => {
    using folder = new TemporaryFolder();
    await runCli(['hook', 'new', 'plain.js', '--data-dir', folder.path]);
    const hook = join(folder.path, 'hooks/plain.js');
    writeFileSync(join(folder.path, 'in.jpg'), jpeg('64x48'));
    const { code } = await runCli([
      'hook',
      'try',
      hook,
      '--image',
      join(folder.path, 'in.jpg'),
      '--count',
      '2',
    ]);
    expect(code).toBe(0);
  });

  test('leaves a file alone that is there, and refuses other names', async () => {
    using folder = new TemporaryFolder();
    const create = (name: string) => runCli(['hook', 'new', name, '--data-dir', folder.path]);
    await create('mine');
    writeFileSync(join(folder.path, 'hooks/mine.ts'), 'my own');
    const again = await create('mine');
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('is there already')]);
    expect(readFileSync(join(folder.path, 'hooks/mine.ts'), 'utf8')).toBe('my own');
    expect((await create('../outside')).code).toBe(1);
    expect(existsSync(join(folder.path, 'outside.ts'))).toBe(false);
  });
});

describe('rpicam-kiosk hook try', () => {
  test.for<[what: string, why: string, code: string]>([
    ['throws', 'throws', `export default () => { throw new Error('on purpose'); };`],
    [
      'reads elsewhere',
      'refused',
      `import { readFileSync } from 'node:fs'; readFileSync('/etc/shadow'); export default () => {};`,
    ],
    [
      'asks for something',
      'to allow that: --allow net',
      `export const hook = { permissions: { net: true } }; export default () => {};`,
    ],
    ['is broken', 'bad-module', 'export default'],
  ])('says why a hook that %s does not work', async ([, why, code]) => {
    using folder = new TemporaryFolder();
    folder.write('bad.js', code);
    writeFileSync(join(folder.path, 'in.jpg'), jpeg('64x48'));
    const tried = await runCli([
      'hook',
      'try',
      join(folder.path, 'bad.js'),
      '--image',
      join(folder.path, 'in.jpg'),
    ]);
    expect([tried.code, tried.stderr]).toEqual([1, expect.stringContaining(why)]);
  });

  test('runs a hook on a camera, and the server lists its hooks', async () => {
    await using server = await ServerHere.start({
      config: { cameras: [{ id: 'door', name: 'Door', device: 'test', width: 160, height: 120 }] },
    });
    const env = { RPICAM_BASE_URL: server.url };
    await runCli(['hook', 'new', 'brighter', '--data-dir', server.dataFolder]);
    const hook = join(server.dataFolder, 'hooks/brighter.ts');
    const tried = await runCli(['hook', 'try', hook, '--camera', 'door', '--count', '3'], { env });
    expect(tried.stdout).toMatch(/^1: .*\n2: .*\n3: .*160 × 120.*\nmiddle: /);
    const listed = await runCli(['hook', 'list'], { env });
    expect(JSON.parse(listed.stdout)).toMatchObject({ modules: [{ file: 'brighter.ts', problem: null }] });
  });

  test('wants one source of pictures', async () => {
    const { code, stderr } = await runCli(['hook', 'try', 'x.js']);
    expect([code, stderr]).toEqual([1, expect.stringContaining('--image')]);
  });
});
