import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HookModules, usualLimits } from '../../../../server/hook/hook-modules.ts';
import { Sandbox } from '../../../../server/hook/process/sandbox.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';
import { until } from '../../../fixtures/until.ts';
import { TemporaryFolder } from '../config/temporary-folder.ts';

const hangs = 'await new Promise(() => setInterval(() => undefined, 1_000)); export default () => undefined;';
const works = `export const hook = { name: 'Works' }; export default () => undefined;`;
const { startTimeoutMs } = usualLimits;

let data: TemporaryFolder;
let clock: SteppedClock;
let modules: HookModules;
let stop: AbortController;
beforeEach(() => {
  data = new TemporaryFolder();
  clock = new SteppedClock();
  stop = new AbortController();
  const folder = join(data.path, 'hooks');
  mkdirSync(folder);
  modules = new HookModules({
    ...{ folder, dataFolder: data.path, sandbox: new Sandbox(), clock, limits: usualLimits },
  });
});
afterEach(() => {
  stop.abort();
  data[Symbol.dispose]();
});

const write = (file: string, code: string) => writeFileSync(modules.path(file), code);
const list = async () =>
  (await modules.list(stop.signal)).map(({ file, manifest, problem }) => [
    file,
    manifest?.name ?? problem?.reason,
  ]);
/** The processes that have begun to read a manifest. */
const begun = () => clock.sleepsMs.filter((ms) => ms === startTimeoutMs).length;

describe('the list of hooks', () => {
  test('waits for those that hang together, not one after the other, and not again', async () => {
    for (const file of ['a.js', 'b.js', 'c.js']) write(file, hangs);
    const first = list();
    await until('three are read', () => begun() === 3);
    await clock.advance(startTimeoutMs);
    const failed = ['a.js', 'b.js', 'c.js'].map((file) => [file, 'start-timeout']);
    expect(await first).toEqual(failed);
    expect(await list()).toEqual(failed);
    expect(begun()).toBe(3);
  });

  test('looks again at a file that has changed, or when its hook is to run', async () => {
    write('a.js', hangs);
    const first = list();
    await until('its time is counted', () => begun() === 1);
    await clock.advance(startTimeoutMs);
    expect(await first).toEqual([['a.js', 'start-timeout']]);
    const run = expect(modules.manifest('a.js', stop.signal)).rejects.toMatchObject({
      code: 'start-timeout',
    });
    await until('it is tried again', () => begun() === 2);
    expect(await list(), 'meanwhile').toEqual([['a.js', 'start-timeout']]);
    await clock.advance(startTimeoutMs);
    await run;
    write('a.js', works);
    expect(await list()).toEqual([['a.js', 'Works']]);
  });

  test('names what is no file at once', async () => {
    execFileSync('mkfifo', [modules.path('a.js')]);
    mkdirSync(modules.path('b.js'));
    const found = await modules.list(stop.signal);
    expect(found.map(({ problem }) => problem)).toEqual([
      { reason: 'no-file', detail: `a.js in ${modules.folder} is not a file but a named pipe` },
      { reason: 'no-file', detail: `b.js in ${modules.folder} is not a file but a folder` },
    ]);
    expect(clock.sleepsMs).toEqual([]);
  });
});
