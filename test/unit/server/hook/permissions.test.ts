import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { patienceMs } from '../../../fixtures/patience.ts';
import { until } from '../../../fixtures/until.ts';
import { HookStage } from './hook-stage.ts';

const reader = `
  import { readFileSync } from 'node:fs';
  export const hook = { permissions: { read: ['words.txt'] } };
  export default async () => ({ event: { name: readFileSync(new URL('words.txt', import.meta.url), 'utf8') } });
`;

describe('a hook that asks for something', () => {
  test('does not run before the owner allows it', async () => {
    await using stage = new HookStage();
    stage.write('words.txt', 'hello');
    stage.write('reader.js', reader);
    stage.use({ hook: 'reader.js' });
    stage.feed();
    expect(await stage.untilState('needs-permission')).toMatchObject({ missing: ['read:words.txt'] });
    expect(stage.hooks.notices('door')[0]).toContain('read:words.txt');
    stage.use({ hook: 'reader.js', allow: ['read:other.txt'] });
    expect(await stage.untilState('needs-permission')).toMatchObject({ missing: ['read:words.txt'] });
    expect(stage.findings).toEqual([]);
    stage.use({ hook: 'reader.js', allow: ['read:words.txt'] });
    const [first] = await until('findings', () => (stage.findings.length > 0 ? stage.findings : undefined));
    expect(first?.events).toEqual([{ name: 'hello', text: '' }]);
  });

  test('may hold more memory and take more time, where that is allowed', async () => {
    await using stage = new HookStage({ maxMemoryBytes: 150 * 1024 * 1024, frameTimeoutMs: 200 });
    const code = `const held = [];
      export default async () => {
        if (held.length === 0) held.push(Buffer.alloc(250 * 1024 * 1024, 1));
        await new Promise((done) => setTimeout(done, 400));
        return { event: { name: 'done' } };
      };`;
    stage.write('small.js', code);
    stage.write('large.js', `export const hook = { permissions: { memory: 512, seconds: 10 } };${code}`);
    stage.use({ hook: 'small.js' }, { hook: 'large.js' });
    stage.feed();
    expect(['memory', 'timeout']).toContain((await stage.untilFailed()).reason);
    expect(await stage.untilState('needs-permission', 1)).toMatchObject({
      missing: ['memory:512', 'seconds:10'],
    });
    stage.use({ hook: 'large.js', allow: ['memory:512', 'seconds:10'] });
    await until('an answer', () => stage.findings.some(({ hook }) => hook === 'large.js'));
    await until(
      'its memory was looked at',
      () => (stage.reports()[0]?.memory_bytes ?? 0) > 250 * 1024 * 1024,
    );
    expect(stage.reports()[0]).toMatchObject({ restarts: 0 });
  });

  test.for(['memory: 100', 'memory: 100000', 'seconds: 1', 'seconds: 3600'])(
    'is refused for %s',
    async (asked) => {
      await using stage = new HookStage();
      stage.write('asks.js', `export const hook = { permissions: { ${asked} } }; export default () => {};`);
      const [found] = (await stage.hooks.report()).modules;
      expect(found?.problem?.reason).toBe('bad-manifest');
    },
  );

  test('is asked again when its file asks for more', async () => {
    await using stage = new HookStage();
    stage.hooks.watch();
    stage.write('grows.js', 'export default async () => undefined;');
    stage.use({ hook: 'grows.js' });
    stage.feed();
    await stage.untilState('running');
    stage.write(
      'grows.js',
      'export const hook = { permissions: { net: true } }; export default async () => undefined;',
    );
    expect(await stage.untilState('needs-permission')).toMatchObject({ missing: ['net'] });
  });

  test('writes to its folder "data", and nowhere else', async () => {
    await using stage = new HookStage();
    stage.write(
      'writer.js',
      `import { writeFileSync } from 'node:fs';
      const tried = (path) => { try { writeFileSync(new URL(path, import.meta.url), 'x'); return 'written'; } catch (error) { return error.code; } };
      export const hook = { permissions: { write: ['data'] } };
      export default async () => ({ event: { name: tried('data/count.txt') + ' ' + tried('other.js') } });`,
    );
    stage.use({ hook: 'writer.js', allow: ['write:data'] });
    stage.feed();
    const [first] = await until('findings', () => (stage.findings.length > 0 ? stage.findings : undefined));
    expect(first?.events[0]?.name).toBe('written ERR_ACCESS_DENIED');
    expect(readFileSync(join(stage.folder, 'data/count.txt'), 'utf8')).toBe('x');
    expect(existsSync(join(stage.folder, 'other.js'))).toBe(false);
  });

  test.for(['../access.json', '*', 'a*', '..'])('is refused for the path %j', async (path) => {
    await using stage = new HookStage();
    stage.write(
      'asks.js',
      `export const hook = { permissions: { read: ['${path}'] } }; export default () => {};`,
    );
    const [found] = (await stage.hooks.report()).modules;
    expect(found).toMatchObject({ manifest: null, problem: { reason: 'bad-manifest' } });
  });

  test('may not write the code of hooks, or read the data folder', async () => {
    await using stage = new HookStage();
    const dataFolder = join(stage.folder, '..');
    for (const permissions of [
      `{ write: ['.'] }`,
      `{ write: ['other.js'] }`,
      `{ read: ['${dataFolder}'] }`,
      `{ read: ['${dataFolder}/cameras.json'] }`,
      `{ write: ['${dataFolder}/hooks'] }`,
    ]) {
      stage.write('asks.js', `export const hook = { permissions: ${permissions} }; export default () => {};`);
      const manifest = await stage.hooks.modules.manifest('asks.js', AbortSignal.timeout(patienceMs));
      await expect(stage.hooks.modules.permissions(manifest)).rejects.toMatchObject({ code: 'bad-manifest' });
    }
  });

  test('reaches the network only where it is allowed to', async () => {
    await using stage = new HookStage();
    const asks = (net: boolean) => `
      import { connect } from 'node:net';
      export const hook = { permissions: { net: ${net} } };
      export default () => new Promise((done) => {
        const socket = connect(1, '127.0.0.1');
        socket.once('error', ({ code }) => done({ event: { name: code } }));
        socket.once('connect', () => done({ event: { name: 'connected' } }));
      });`;
    stage.write('closed.js', asks(false));
    stage.write('open.js', asks(true));
    stage.use({ hook: 'closed.js' }, { hook: 'open.js', allow: ['net'] });
    stage.feed();
    await until('both answered', () => new Set(stage.findings.map(({ hook }) => hook)).size === 2);
    const [closed, open] = stage.reports();
    const said = (hook: string) => stage.findings.find((each) => each.hook === hook)?.events[0]?.name;
    expect(said('open.js')).toBe('ECONNREFUSED');
    expect(open?.network_closed).toBe(false);
    // A machine that allows no name spaces cannot close it, and says so.
    expect(said('closed.js')).toBe(closed?.network_closed ? 'ENETUNREACH' : 'ECONNREFUSED');
  });
});

describe('the folder of hooks', () => {
  test('is listed with what each file says of itself, and code of it runs in no other process', async () => {
    await using stage = new HookStage();
    stage.write(
      'people.js',
      `globalThis.ranHere = true;
      export const hook = { name: 'People', description: 'finds people', permissions: { read: ['models'], net: true } };
      export default async () => undefined;`,
    );
    stage.write('broken.js', 'export default');
    stage.write('notes.txt', 'no hook');
    stage.write('types.d.ts', 'export {}');
    const { modules, folder } = await stage.hooks.report();
    expect(folder).toBe(stage.folder);
    expect(modules.map(({ file, problem }) => [file, problem?.reason])).toEqual([
      ['broken.js', 'bad-module'],
      ['people.js', undefined],
    ]);
    expect(modules[1]).toMatchObject({
      manifest: { name: 'People', wants: 'jpeg' },
      asks: ['read:models', 'net'],
    });
    expect(globalThis).not.toHaveProperty('ranHere');
  });

  test('is watched: a changed file starts anew, and no viewer misses a picture', async () => {
    await using stage = new HookStage();
    stage.hooks.watch();
    const says = (name: string) => `export default async () => ({ event: { name: '${name}' } });`;
    stage.write('says.js', says('before'));
    stage.use({ hook: 'says.js' });
    stage.feed();
    await until('the first code', () => stage.findings.length > 0);
    stage.write('says.js', says('after, and longer'));
    await until('the new code', () => stage.findings.at(-1)?.events[0]?.name === 'after, and longer');
    const [first = 0, ...others] = stage.plainShown.map(({ sequence }) => sequence);
    expect(others).toEqual(Array.from(others, (_, at) => first + 1 + at));
    expect(stage.shown.at(-1)?.sequence).toBeGreaterThan(first);
    expect(stage.reports()[0]).toMatchObject({ errors: 0 });
  });
});
