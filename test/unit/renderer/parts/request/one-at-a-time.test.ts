import { expect, test } from 'vitest';
import { OneAtATime } from '../../../../../renderer/parts/request/one-at-a-time.ts';

test('work is done one piece after the other, in the order it came', async () => {
  const turns = new OneAtATime();
  const log: string[] = [];
  const work = (name: string) =>
    turns.run(async () => {
      log.push(`${name} begins`);
      await new Promise(setImmediate);
      log.push(`${name} ends`);
    });
  await Promise.all([work('a'), work('b')]);
  expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
});

test('a failure reaches who asked and nobody else', async () => {
  const turns = new OneAtATime();
  const failing = turns.run(() => Promise.reject(new Error('no picture')));
  const next = turns.run(() => Promise.resolve('picture'));
  await expect(failing).rejects.toThrow('no picture');
  await expect(next).resolves.toBe('picture');
});
