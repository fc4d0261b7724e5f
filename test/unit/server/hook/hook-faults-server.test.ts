import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hooksReportSchema } from '../../../../server/contract/hook/hook-state.ts';
import { jpeg } from '../../../fixtures/images.ts';
import { MjpegViewer } from '../../../fixtures/mjpeg-viewer.ts';
import { TestServer } from '../../../fixtures/running-server.ts';
import { until } from '../../../fixtures/until.ts';

const written = '/tmp/rpicam-hook-was-here-server';
const atThird = (act: string) =>
  `import { writeSync } from 'node:fs'; let count = 0;
  export default async ({ data }) => { if (++count === 3) { ${act} } return data; };`;

/** What a hook does to a camera, its code, and the reason for which it is ended; null: it goes on. */
const faults: [name: string, reason: string | null, code: string][] = [
  ['throws', 'throws', `export default async () => { throw new Error('on purpose'); };`],
  ['hangs', 'timeout', 'export default () => { for (;;); };'],
  [
    'leaks',
    'memory',
    `const kept = [];
    export default async ({ data }) => { for (;;) kept.push(Buffer.alloc(64 * 1024 * 1024, 1)); };`,
  ],
  [
    'forks',
    'refused',
    `import { fork } from 'node:child_process'; export default async () => { fork('x.js'); };`,
  ],
  [
    'reads',
    'refused',
    `import { readFileSync } from 'node:fs'; export default async () => { readFileSync('/etc/shadow'); };`,
  ],
  [
    'writes',
    'refused',
    `import { writeFileSync } from 'node:fs'; export default async () => { writeFileSync('${written}', ''); };`,
  ],
  ['garbage', 'bad-answer', atThird(`writeSync(3, 'x'.repeat(4_000));`)],
  [
    'endless',
    'bad-answer',
    atThird(`for (;;) writeSync(3, Buffer.from('hOOk\\x02\\0\\0\\0\\0\\0\\0\\0{}', 'latin1'));`),
  ],
  [
    'shrinks',
    null,
    `export const hook = { wants: 'raw' };
    export default async ({ data, width, height }) => ({ raw: data.subarray(0, 3 * width * (height / 2)), width, height: height / 2 });`,
  ],
  ['dies-loading', 'ended', 'process.exit(3); export default async () => undefined;'],
  ['dies', 'ended', 'export default async () => process.exit(4);'],
  [
    'dies-answering',
    'ended',
    atThird(`writeSync(3, Buffer.from('hOOk\\xff\\0\\0\\0', 'latin1')); process.exit(5);`),
  ],
];

describe('a camera of the server whose hook', () => {
  let server: TestServer;

  beforeAll(async () => {
    // A clip is the same for each run: pictures of 80x60, ten a second.
    const cameras = faults.map(([id]) => ({
      ...{ id, name: id, device: 'file:people/', fps: 10 },
      hooks: [{ hook: `${id}.js`, allow: ['read:/'] }],
    }));
    server = await TestServer.start({ config: { cameras } });
    for (const folder of ['hooks', 'clips/people'])
      mkdirSync(join(server.dataFolder, folder), { recursive: true });
    writeFileSync(join(server.dataFolder, 'clips/people/one.jpg'), jpeg('80x60'));
    for (const [id, , code] of faults) writeFileSync(join(server.dataFolder, `hooks/${id}.js`), code);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const stateOf = async (id: string) => {
    const { cameras } = hooksReportSchema.parse(await (await server.fetch('/api/hooks')).json());
    return cameras.find((camera) => camera.id === id)?.hooks[0]?.state;
  };

  test.for(faults)('%s (%s) is told by name, and its stream goes on', async ([id, reason]) => {
    using viewer = await MjpegViewer.open(`${server.url}/cam/${id}/video`);
    await until('the hook has its state', async () => {
      await viewer.nextPicture();
      const state = await stateOf(id);
      if (reason === null) return state?.kind === 'running';
      return (state?.kind === 'retrying' || state?.kind === 'failed') && state.reason === reason;
    });
    for (let count = 0; count < 5; count++) await viewer.nextPicture();
    expect((await server.camera(id)).state).toBe('online');
    expect(existsSync(written)).toBe(false);
  });
});
