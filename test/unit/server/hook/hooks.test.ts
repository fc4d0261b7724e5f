import { describe, expect, test } from 'vitest';
import { decodeJpeg } from '../../../../server/picture/jpeg-decoder.ts';
import { until } from '../../../fixtures/until.ts';
import { HookProblem } from '../../../../server/hook/hook-problem.ts';
import { HookStage, picture } from './hook-stage.ts';

/** A hook that fills the picture with one grey. */
const fills = (grey: number) => `
  export const hook = { name: 'fills', wants: 'raw' };
  export default async ({ data, width, height }) => ({ raw: data.fill(${grey}), width, height });
`;
const firstPixel = async (jpeg: Buffer) => (await decodeJpeg(jpeg)).pixels[0];

describe('a hook', () => {
  test('returns another picture, which viewers get in place of the camera’s', async () => {
    await using stage = new HookStage();
    stage.write('white.js', fills(255));
    stage.use({ hook: 'white.js' });
    stage.feed();
    await stage.untilState('running');
    const hooked = await until('a hooked picture', () => stage.shown.find(({ jpeg }) => jpeg !== picture));
    expect(await firstPixel(hooked.jpeg)).toBe(255);
    const plain = stage.plainShown.find(({ sequence }) => sequence === hooked.sequence);
    expect(plain?.jpeg).toBe(picture);
    expect(plain?.capturedAt).toBe(hooked.capturedAt);
  });

  test('may be TypeScript, and gets its options', async () => {
    await using stage = new HookStage();
    stage.write(
      'typed.ts',
      `type Options = { word: string; count: number };
      export const hook = { options: { word: { type: 'text', default: 'none' }, count: { type: 'number', default: 3 } } };
      export default async (frame: unknown, { options }: { options: Options }) =>
        ({ annotations: [{ label: options.word + options.count }] });`,
    );
    stage.use({ hook: 'typed.ts', options: { word: 'cat' } });
    stage.feed();
    const [first] = await until('findings', () => (stage.findings.length > 0 ? stage.findings : undefined));
    expect(first?.annotations).toEqual([{ label: 'cat3', box: null, score: null }]);
  });

  test('tells annotations and events with the picture’s number and time', async () => {
    await using stage = new HookStage();
    stage.write(
      'sees.js',
      `export default async () => ({
        annotations: [{ box: [0.1, 0.2, 0.3, 0.4], label: 'person', score: 0.9 }],
        event: { name: 'person', text: 'at the door' },
      });`,
    );
    stage.use({ hook: 'sees.js' });
    stage.feed();
    const [first] = await until('findings', () => (stage.findings.length > 0 ? stage.findings : undefined));
    expect(first).toMatchObject({
      hook: 'sees.js',
      annotations: [{ box: [0.1, 0.2, 0.3, 0.4], label: 'person', score: 0.9 }],
      events: [{ name: 'person', text: 'at the door' }],
    });
    expect(stage.plainShown.find(({ sequence }) => sequence === first?.sequence)?.capturedAt).toBe(
      first?.capturedAt,
    );
  });

  test('is never late if it draws nothing, however slow it is', async () => {
    await using stage = new HookStage();
    stage.write(
      'slow.js',
      `export const hook = { draws: false };
      export default async () => { await new Promise((done) => setTimeout(done, 300)); };`,
    );
    stage.use({ hook: 'slow.js' });
    stage.feed();
    await until('two pictures', () => (stage.reports()[0]?.frames ?? 0) >= 2);
    expect(stage.states.map(({ kind }) => kind)).not.toContain('late');
  });

  test('says once that it sees nothing any more', async () => {
    await using stage = new HookStage();
    stage.write(
      'blinks.js',
      'let count = 0; export default () => ({ annotations: count++ < 2 ? [{ label: "cat" }] : [] });',
    );
    stage.use({ hook: 'blinks.js' });
    stage.feed();
    await until('ten pictures', () => (stage.reports()[0]?.frames ?? 0) >= 10);
    expect(stage.findings.map(({ annotations }) => annotations.length)).toEqual([1, 1, 0]);
  });

  test.each([
    ['removed', (stage: HookStage) => stage.hooks.apply([])],
    ['replaced', (stage: HookStage) => stage.use({ hook: 'other.js' })],
    [
      'refused',
      (stage: HookStage) => stage.hooks.chains[0]?.hooks[0]?.refuse(new HookProblem('bad-answer', 'x')),
    ],
    ['started anew', (stage: HookStage) => stage.hooks.retry('door')],
  ])('that is %s sees nothing any more', async (_what, end) => {
    await using stage = new HookStage();
    stage.write(
      'once.js',
      'let count = 0; export default () => { if (count++ === 0) return { annotations: [{ label: "cat" }] }; return new Promise(() => {}); };',
    );
    stage.write('other.js', 'export default () => {};');
    stage.use({ hook: 'once.js' });
    stage.feed();
    await until('findings', () => stage.findings.length > 0);
    end(stage);
    await until('the end is told', () => stage.findings.length > 1);
    expect(stage.findings[1]).toMatchObject({ hook: 'once.js', annotations: [], events: [], drawn: false });
  });

  test('has drawn its annotations where viewers get its picture, unless it says otherwise', async () => {
    await using stage = new HookStage();
    const annotations = 'annotations: [{ label: "cat" }]';
    stage.write('draws.js', `export default ({ data }) => ({ jpeg: data, ${annotations} });`);
    stage.write('tells.js', `export default () => ({ ${annotations} });`);
    stage.write('bright.js', `export default ({ data }) => ({ jpeg: data, drawn: false, ${annotations} });`);
    stage.use({ hook: 'draws.js' }, { hook: 'tells.js' }, { hook: 'bright.js' });
    stage.feed();
    const drawnBy = (hook: string) =>
      stage.findings.filter((each) => each.hook === hook).map(({ drawn }) => drawn);
    await until('a drawn one', () => drawnBy('draws.js').includes(true));
    await until('others', () => drawnBy('tells.js').length > 3 && drawnBy('bright.js').length > 3);
    // The first picture of a hook is not waited for, so nobody sees it.
    expect(drawnBy('draws.js')[0]).toBe(false);
    expect([...drawnBy('tells.js'), ...drawnBy('bright.js')]).not.toContain(true);
  });

  test('is prepared before its first picture, and not where only its manifest is read', async () => {
    await using stage = new HookStage();
    stage.write(
      'loads.js',
      `let model = 'none';
      export const hook = { name: 'loads' };
      export async function prepare() { await new Promise((done) => setTimeout(done, 20)); model = 'loaded'; }
      export default () => ({ annotations: [{ label: model }] });`,
    );
    stage.write(
      'breaks.js',
      'export const prepare = () => { throw new Error("no model"); }; export default () => {};',
    );
    const modules = (await stage.hooks.report()).modules;
    expect(modules.map(({ problem }) => problem)).toEqual([null, null]);
    stage.use({ hook: 'loads.js' }, { hook: 'breaks.js' });
    stage.feed();
    const [first] = await until('findings', () => (stage.findings.length > 0 ? stage.findings : undefined));
    expect(first?.annotations[0]?.label).toBe('loaded');
    expect(await stage.untilState('failed', 1)).toMatchObject({
      reason: 'bad-module',
      detail: expect.stringContaining('no model') as string,
    });
  });

  test('gets at most the configured rate', async () => {
    await using stage = new HookStage();
    stage.write('counts.js', 'export default async () => ({ event: { name: "seen" } });');
    stage.use({ hook: 'counts.js', fps: 2 });
    stage.feed();
    const seen = await until('three pictures', () =>
      stage.findings.length >= 3 ? stage.findings : undefined,
    );
    const gaps = seen.slice(1).map(({ capturedAt }, at) => capturedAt - (seen[at]?.capturedAt ?? 0));
    for (const gap of gaps) expect(gap).toBeGreaterThan(400);
  });

  test('runs without viewers only where it is told to', async () => {
    await using stage = new HookStage();
    stage.write('a.js', 'export default async () => ({ event: { name: "seen" } });');
    const use = { hook: 'a.js', fps: null, options: {}, allow: [] };
    const camera = { source: stage.plain, view: {} };
    const watched = { id: 'watched', ...camera, hooks: [{ ...use, run: 'watched' as const }] };
    const always = { id: 'always', ...camera, hooks: [{ ...use, run: 'always' as const }] };
    stage.hooks.apply([watched, always]);
    stage.feed();
    await until('findings', () => stage.findings.length > 0);
    expect(stage.reports().map(({ state }) => state.kind)).toEqual(['idle', 'running']);
  });
});

describe('the hooks of a camera', () => {
  test('get the picture in their order', async () => {
    await using stage = new HookStage();
    stage.write('first.js', fills(40));
    stage.write(
      'second.js',
      `export const hook = { wants: 'raw' };
      export default async ({ data, width, height }) =>
        ({ raw: data.map((value) => value + 100), width, height });`,
    );
    stage.use({ hook: 'first.js' }, { hook: 'second.js' });
    stage.feed();
    await until('both have drawn', async () => {
      const last = stage.shown.at(-1);
      return last && (await firstPixel(last.jpeg)) === 140;
    });
    stage.use({ hook: 'second.js' }, { hook: 'first.js' });
    await until('the other order', async () => {
      const last = stage.shown.at(-1);
      return last && (await firstPixel(last.jpeg)) === 40;
    });
  });

  test('never bring an old picture back, nor one twice', async () => {
    await using stage = new HookStage();
    stage.write(
      'slow.js',
      'export default ({ data }) => new Promise((done) => setTimeout(() => done(data), 70));',
    );
    stage.use({ hook: 'slow.js' });
    stage.feed();
    await until('some pictures', () => (stage.reports()[0]?.frames ?? 0) >= 10);
    const sequences = stage.shown.map(({ sequence }) => sequence);
    expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
    expect(new Set(sequences).size).toBe(sequences.length);
  });
});

describe('a late hook', () => {
  test('is left out: viewers get the newest pictures without it', async () => {
    await using stage = new HookStage();
    stage.write(
      'late.js',
      'export default ({ data }) => new Promise((done) => setTimeout(() => done(data), 600));',
    );
    stage.use({ hook: 'late.js' });
    stage.feed();
    await stage.untilState('late');
    const before = stage.shown.length;
    await until('three late answers', () => (stage.reports()[0]?.frames ?? 0) >= 3);
    expect(stage.shown.length - before).toBeGreaterThan(3);
    expect(stage.shown.every(({ jpeg }) => jpeg === picture)).toBe(true);
  });

  test('is waited for again when it is in time', async () => {
    await using stage = new HookStage();
    stage.write(
      'once.js',
      `let count = 0;
      export const hook = { wants: 'raw' };
      export default async ({ data, width, height }) => {
        if (++count === 2) await new Promise((done) => setTimeout(done, 600));
        return { raw: data.fill(255), width, height };
      };`,
    );
    stage.use({ hook: 'once.js' });
    stage.feed();
    await until('it was late', () => stage.states.some(({ kind }) => kind === 'late'));
    await stage.untilState('running');
    await until('its picture', () => stage.shown.at(-1)?.jpeg !== picture);
  });
});

describe('a hook that only looks', () => {
  test('keeps no viewer waiting', async () => {
    await using stage = new HookStage();
    stage.write(
      'looks.js',
      `export const hook = { draws: false };
      export default () => new Promise((done) => setTimeout(() => done({ event: { name: 'seen' } }), 200));`,
    );
    stage.use({ hook: 'looks.js' });
    stage.feed();
    await until('three answers', () => stage.findings.length >= 3);
    const from = stage.findings[0]?.sequence ?? 0;
    const to = stage.findings[2]?.sequence ?? 0;
    const shown = stage.shown.filter(({ sequence }) => sequence >= from && sequence < to);
    expect(shown).toHaveLength(to - from);
  });
});
