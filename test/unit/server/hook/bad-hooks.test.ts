import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { HookProblemCode } from '../../../../server/contract/hook/hook-state.ts';
import { childrenOf } from '../../../fixtures/running-server.ts';
import { until } from '../../../fixtures/until.ts';
import { HookStage, picture } from './hook-stage.ts';

const answersTo = (bytes: string) => `
  import { writeSync } from 'node:fs';
  let count = 0;
  export default async ({ data }) => { if (++count === 3) { ${bytes} } return data; };
`;

/** What a hook does, and the reason for which it is ended. */
const bad: [what: string, reason: HookProblemCode, code: string][] = [
  ['throws each time', 'throws', `export default async () => { throw new Error('on purpose'); };`],
  ['hangs', 'timeout', 'export default () => new Promise(() => setInterval(() => undefined, 1_000));'],
  ['hangs in a loop', 'timeout', 'export default () => { for (;;); };'],
  [
    'leaks buffers',
    'memory',
    `const kept = [];
    setInterval(() => kept.push(Buffer.alloc(16 * 1024 * 1024, 1)), 1);
    export default async ({ data }) => data;`,
  ],
  [
    'starts a program',
    'refused',
    `import { spawn } from 'node:child_process'; export default async () => { spawn('true'); };`,
  ],
  [
    'starts a thread',
    'refused',
    `import { Worker } from 'node:worker_threads';
    export default async () => { new Worker('for (;;);', { eval: true }); };`,
  ],
  [
    'reads a secret',
    'refused',
    `import { readFileSync } from 'node:fs'; export default async () => { readFileSync('/etc/shadow'); };`,
  ],
  [
    'reads a secret when it is loaded',
    'refused',
    `import { readFileSync } from 'node:fs'; readFileSync('/etc/shadow'); export default async () => undefined;`,
  ],
  [
    'writes elsewhere',
    'refused',
    `import { writeFileSync } from 'node:fs';
    export default async () => { writeFileSync('/tmp/rpicam-hook-was-here', ''); };`,
  ],
  ['answers garbage', 'bad-answer', answersTo(`writeSync(3, 'x'.repeat(4_000));`)],
  [
    'answers without end',
    'answer-too-large',
    answersTo(
      `for (;;) writeSync(3, Buffer.concat([Buffer.from('hOOk\\x02\\0\\0\\0\\xff\\xff\\xff\\x7f', 'latin1'), Buffer.alloc(9_000)]));`,
    ),
  ],
  [
    'answers one picture without end',
    'bad-answer',
    answersTo(
      `for (;;) writeSync(3, Buffer.concat([Buffer.from('hOOk\\x02\\0\\0\\0\\0\\0\\0\\0{}', 'latin1')]));`,
    ),
  ],
  ['answers a number', 'throws', 'export default async () => 42;'],
  [
    'answers too many annotations',
    'bad-answer',
    `export default async () => ({ annotations: Array.from({ length: 65 }, () => ({ label: 'x' })) });`,
  ],
  [
    'answers a box outside the picture',
    'bad-answer',
    `export default async () => ({ annotations: [{ label: 'x', box: [0, 0, 2, 1] }] });`,
  ],
  [
    'answers a picture of another size than it says',
    'bad-picture',
    `export const hook = { wants: 'raw' };
    export default async ({ data, width }) => ({ raw: data, width, height: 3 });`,
  ],
  [
    'answers half a JPEG',
    'bad-picture',
    'export default async ({ data }) => data.subarray(0, data.length / 2);',
  ],
  ['ends when it is loaded', 'ended', 'process.exit(3); export default async () => undefined;'],
  ['ends at a picture', 'ended', 'export default async () => process.exit(4);'],
  [
    'ends while it answers',
    'ended',
    answersTo(`writeSync(3, Buffer.from('hOOk\\xff\\0\\0\\0', 'latin1')); process.exit(5);`),
  ],
  ['has an error in its code', 'bad-module', 'export default async () => {'],
  ['exports no function', 'bad-module', 'export default 7;'],
  [
    'has a wrong manifest',
    'bad-manifest',
    `export const hook = { wants: 'video' }; export default async () => undefined;`,
  ],
  [
    'asks for the data folder',
    'bad-manifest',
    `export const hook = { permissions: { read: ['/'] } }; export default async () => undefined;`,
  ],
];

describe('a hook that', () => {
  test.for(bad)('%s is ended for the reason "%s", and viewers go on watching', async ([, reason, code]) => {
    await using stage = new HookStage({ frameTimeoutMs: 700 });
    stage.write('bad.js', code);
    stage.use({ hook: 'bad.js', allow: ['read:/'] });
    stage.feed();
    const failed = await stage.untilFailed();
    expect(failed).toMatchObject({ reason });
    const before = stage.plainShown.length;
    await until(
      'more pictures',
      () => stage.plainShown.length >= before + 5 && stage.shown.at(-1)?.jpeg === picture,
    );
    const sequences = stage.plainShown.map(({ sequence }) => sequence);
    expect(sequences).toEqual(Array.from(sequences, (_, at) => at + 1));
    const hooked = stage.shown.map(({ sequence }) => sequence);
    expect(hooked).toEqual(hooked.toSorted((a, b) => a - b));
    expect(existsSync('/tmp/rpicam-hook-was-here')).toBe(false);
  });

  test('leaves no process behind', async () => {
    const before = childrenOf(process.pid).length;
    {
      await using stage = new HookStage();
      stage.write('hangs.js', 'export default () => { for (;;); };');
      stage.use({ hook: 'hangs.js' });
      stage.feed();
      await stage.untilState('late');
      expect(childrenOf(process.pid).length).toBeGreaterThan(before);
    }
    expect(childrenOf(process.pid)).toHaveLength(before);
  });

  test('cannot end the server, or see its environment', async () => {
    process.env['HOOK_TEST_SECRET'] = 'secret';
    await using stage = new HookStage();
    stage.write(
      'pokes.js',
      `export default async () => ({ annotations: [
        { label: String(process.kill) + process._kill + process._debugProcess },
        { label: Object.keys(process.env).sort().join() },
      ] });`,
    );
    stage.use({ hook: 'pokes.js' });
    stage.feed();
    const [first] = await until('findings', () => (stage.findings.length > 0 ? stage.findings : undefined));
    const [signals, environment] = first?.annotations ?? [];
    expect(signals?.label).toBe('undefinedundefinedundefined');
    expect(environment?.label).toMatch(/^LC_ALL(,TZ)?$/);
    delete process.env['HOOK_TEST_SECRET'];
  });

  test('writes much is read to its last lines only', async () => {
    await using stage = new HookStage();
    stage.write(
      'talks.js',
      `export default async () => { for (let at = 0; at < 500; at++) console.log('line', at); };`,
    );
    stage.use({ hook: 'talks.js' });
    stage.feed();
    await until('an answer', () => (stage.reports()[0]?.frames ?? 0) > 0);
    const { log = '' } = stage.reports()[0] ?? {};
    expect(log.length).toBeLessThanOrEqual(4_096);
    expect(log).toContain('line 499');
  });
});

describe('a failed hook', () => {
  test('is started again, later each time, and then no more', async () => {
    await using stage = new HookStage();
    stage.write('ends.js', 'process.exit(1); export default async () => undefined;');
    stage.use({ hook: 'ends.js' });
    stage.feed();
    const waits = await until('two retries', () => {
      const found = stage.states.flatMap((state) => (state.kind === 'retrying' ? [state.retry_in] : []));
      return found.length >= 2 ? found : undefined;
    });
    expect(waits[1]).toBeGreaterThan(waits[0] ?? 0);
    expect(stage.hooks.notices('door')[0]).toMatch(
      /^The hook ends.js failed \(ended\): it ended with status 1/,
    );
  });

  test('starts at once when a person asks for it', async () => {
    await using stage = new HookStage();
    const file = join(stage.folder, 'later.js');
    stage.use({ hook: 'later.js' });
    expect(await stage.untilState('failed')).toMatchObject({ reason: 'no-file' });
    mkdirSync(stage.folder, { recursive: true });
    writeFileSync(file, 'export default async () => undefined;');
    expect(stage.hooks.retry('door', 0)).toBe(true);
    await stage.untilState('running');
    expect(stage.hooks.retry('door', 1)).toBe(false);
  });
});
