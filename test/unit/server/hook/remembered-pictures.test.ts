import { describe, expect, test } from 'vitest';
import { jpeg } from '../../../fixtures/images.ts';
import { until } from '../../../fixtures/until.ts';
import { HookStage, picture } from './hook-stage.ts';

const masked = jpeg('97x65');
const remembers = `let first;
  export default async ({ data }) => { first ??= data; return { jpeg: first }; };`;

describe('a hook that shows a picture it remembers', () => {
  test('has only pictures of after another mask, though nobody starts it anew', async () => {
    await using stage = new HookStage();
    stage.write('remembers.js', remembers);
    stage.use({ hook: 'remembers.js' });
    let shown = picture;
    stage.feed(() => shown);
    await until('a hooked picture', () => (stage.reports()[0]?.frames ?? 0) > 2 && stage.shown.length > 2);
    stage.withdraw();
    shown = masked;
    const before = stage.shown.length;
    await until('another process', () => stage.states.filter(({ kind }) => kind === 'running').length >= 2);
    const frames = stage.reports()[0]?.frames ?? 0;
    await until('hooked pictures of it', () => (stage.reports()[0]?.frames ?? 0) > frames + 2);
    const after = stage.shown.slice(before);
    expect(after.length).toBeGreaterThan(0);
    expect(after.filter(({ jpeg: bytes }) => !bytes.equals(masked))).toEqual([]);
  });

  test('starts anew when its pictures show something else, and not for other settings', async () => {
    await using stage = new HookStage();
    stage.write('remembers.js', remembers);
    stage.view = { rotate: 0 };
    stage.use({ hook: 'remembers.js' });
    stage.feed();
    await stage.untilState('running');
    const [hook] = stage.hooks.chains[0]?.hooks ?? [];
    stage.view = { rotate: 0 };
    stage.use({ hook: 'remembers.js' });
    expect(stage.hooks.chains[0]?.hooks[0]).toBe(hook);
    stage.view = { rotate: 180 };
    stage.use({ hook: 'remembers.js' });
    expect(stage.hooks.chains[0]?.hooks[0]).not.toBe(hook);
    await stage.untilState('running');
  });
});

test('what a slow hook tells of a picture of before another mask is not told', async () => {
  await using stage = new HookStage();
  stage.write(
    'slow.js',
    `export const hook = { draws: false };
    export default async () => {
      await new Promise((done) => setTimeout(done, 300));
      return { event: { name: 'seen' }, annotations: [{ label: 'a number plate' }] };
    };`,
  );
  stage.use({ hook: 'slow.js' });
  stage.publish();
  await stage.untilState('running');
  stage.publish();
  stage.withdraw();
  await until('its answer', () => stage.reports()[0]?.frames === 1);
  await stage.hooks.close();
  expect(stage.findings).toEqual([]);
});
