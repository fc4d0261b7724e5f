import { describe, expect, test } from 'vitest';
import type { CameraParts } from '../../../../../server/camera/camera-parts.ts';
import { wholeMask } from '../../../../../server/contract/config/edits.ts';
import { Stage } from '../camera-stage.ts';

/** Pictures are edited when the test says so. */
class Editor {
  readonly asked: { text: string; done: () => void; fail: () => void }[] = [];
  readonly edit: CameraParts['editPicture'] = (jpeg) =>
    new Promise((resolve, reject) => {
      const text = String(jpeg);
      this.asked.push({
        text,
        done: () => resolve({ jpeg: Buffer.from(`masked ${text}`), width: 64, height: 48 }),
        fail: () => reject(new Error('no decoder')),
      });
    });
}

function masked(config: object = { mask: wholeMask() }) {
  const editor = new Editor();
  const problems: unknown[] = [];
  const stage = new Stage(config, undefined, {
    editPicture: editor.edit,
    onProblem: (_camera, error) => problems.push(error),
  });
  return { stage, editor, problems, ...stage.watch() };
}

describe('a camera with a mask', () => {
  test('shows no picture before the mask is in it', async () => {
    const { stage, editor, seen } = masked();
    await stage.settle();
    stage.capture.image('one');
    await stage.settle();
    expect(seen).toEqual([]);
    expect(stage.camera.hub.takeLatest()).toBeUndefined();
    editor.asked[0]?.done();
    await stage.settle();
    expect(seen).toEqual(['masked one']);
  });

  test('shows a placeholder where the mask cannot be applied, until it can again', async () => {
    const { stage, editor, seen, problems } = masked();
    await stage.settle();
    stage.capture.image('one');
    await stage.settle();
    editor.asked[0]?.fail();
    await stage.settle();
    expect(seen).toEqual(['Door: The privacy mask cannot be applied']);
    expect(stage.camera.notices[0]).toContain('so no picture is shown');
    expect(problems).toHaveLength(1);
    stage.capture.image('two');
    await stage.settle();
    editor.asked[1]?.fail();
    await stage.settle();
    expect(problems).toHaveLength(1);
    stage.capture.image('three');
    await stage.settle();
    editor.asked[2]?.done();
    await stage.settle();
    expect(seen.at(-1)).toBe('masked three');
    expect(seen.join()).not.toMatch(/(^|,)(one|two|three)/);
    expect(stage.camera.notices).toEqual([]);
  });

  test('shows no placeholder any more when the mask that failed is taken away', async () => {
    const { stage, editor, seen } = masked();
    await stage.settle();
    stage.capture.image('one');
    await stage.settle();
    editor.asked[0]?.fail();
    await stage.settle();
    expect(stage.camera.notices).toHaveLength(1);
    stage.camera.reconfigure({ ...stage.camera.config, mask: [] }, 'none');
    expect(stage.camera.notices).toEqual([]);
    const before = seen.length;
    await stage.clock.advance(10_000);
    expect(seen.slice(before).join()).not.toContain('mask');
  });

  test('leaves out pictures that are older than the newest while one is being changed', async () => {
    const { stage, editor, seen } = masked();
    await stage.settle();
    for (const text of ['one', 'two', 'three']) {
      stage.capture.image(text);
      await stage.settle(20);
    }
    editor.asked[0]?.done();
    await stage.settle();
    editor.asked[1]?.done();
    await stage.settle();
    expect(editor.asked.map(({ text }) => text)).toEqual(['one', 'three']);
    expect(seen).toEqual(['masked one', 'masked three']);
    expect(stage.camera.counters.dropped.get('surplus')).toBe(1);
  });

  test('forgets a picture of before the mask', async () => {
    const { stage, editor, seen } = masked({});
    await stage.settle();
    stage.capture.image('open');
    await stage.settle();
    expect(seen).toEqual(['open']);
    stage.camera.reconfigure({ ...stage.camera.config, mask: wholeMask() }, 'none');
    expect(stage.camera.hub.takeLatest()).toBeUndefined();
    stage.capture.image('later');
    await stage.settle();
    editor.asked[0]?.done();
    await stage.settle();
    expect(seen).toEqual(['open', 'masked later']);
  });

  test.each<[string, object, object, boolean]>([
    ['a new mask', {}, { mask: wholeMask() }, true],
    ['a mask that is taken away', { mask: wholeMask() }, { mask: [] }, true],
    ['a mask whose picture is turned', { mask: wholeMask() }, { rotate: 180 }, true],
    ['a mask whose picture is mirrored', { mask: wholeMask() }, { flip: 'horizontal' }, true],
    ['a picture that is turned without a mask', {}, { rotate: 180 }, false],
    ['another name', { mask: wholeMask() }, { name: 'Gate' }, false],
  ])('%s: withdraws its pictures or not', async (_what, before, after, isWithdrawn) => {
    const { stage, editor } = masked(before);
    await stage.settle();
    stage.capture.image('one');
    await stage.settle();
    editor.asked[0]?.done();
    await stage.settle();
    const frame = stage.camera.hub.takeLatest()?.frame;
    expect(frame?.withdrawn?.aborted).toBe(false);
    stage.camera.reconfigure({ ...stage.camera.config, ...after }, 'none');
    expect(frame?.withdrawn?.aborted).toBe(isWithdrawn);
    expect(stage.camera.hub.takeLatest()?.frame).toBe(isWithdrawn ? undefined : frame);
  });

  test('throws a picture away that has the mask of before', async () => {
    const { stage, editor, seen } = masked();
    await stage.settle();
    stage.capture.image('one');
    await stage.settle();
    const smaller = [wholeMask()[0]?.map(([x, y]) => [x / 2, y] as [number, number]) ?? []];
    stage.camera.reconfigure({ ...stage.camera.config, mask: smaller }, 'none');
    editor.asked[0]?.done();
    await stage.settle();
    expect(seen).toEqual([]);
  });

  test('shows no picture that was on its way when the capture ended', async () => {
    const { stage, editor, seen } = masked();
    await stage.settle();
    stage.capture.image('one');
    await stage.settle();
    stage.camera.restart();
    await stage.settle();
    editor.asked[0]?.done();
    await stage.settle();
    expect(seen).toEqual([]);
  });
});

describe('a camera with an overlay', () => {
  test('is shown without it where it cannot be drawn', async () => {
    const { stage, editor, seen } = masked({ sharpen: true });
    await stage.settle();
    stage.capture.image('one');
    await stage.settle();
    editor.asked[0]?.fail();
    await stage.settle();
    expect(seen).toEqual(['one']);
    expect(stage.camera.notices[0]).toContain('shown as it is');
  });
});

test('a camera without edits passes pictures on at once', async () => {
  const { stage, editor, seen } = masked({});
  await stage.settle();
  stage.capture.image('one');
  await stage.settle();
  expect(seen).toEqual(['one']);
  expect(editor.asked).toEqual([]);
});
