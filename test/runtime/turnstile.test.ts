import { expect, test } from 'vitest';
import { Turnstile } from '../../server/runtime/turnstile.ts';

function job() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const state = { begun: false };
  const run = () => {
    state.begun = true;
    return promise;
  };
  return { run, resolve, reject, state };
}

test('a turnstile lets two in, lets others wait in order and sends the rest away', async () => {
  const turnstile = new Turnstile(2, 2);
  const jobs = [job(), job(), job(), job(), job()];
  const results = jobs.map(({ run }) => turnstile.run(run));
  expect(results[4]).toBeUndefined();
  const begun = () => jobs.map(({ state }) => state.begun);
  expect(begun()).toEqual([true, true, false, false, false]);
  jobs[1]?.resolve('second');
  expect(await results[1]).toBe('second');
  expect(begun()).toEqual([true, true, true, false, false]);
  jobs[0]?.reject(new Error('mine'));
  await expect(results[0]).rejects.toThrow('mine');
  expect(begun()).toEqual([true, true, true, true, false]);
  jobs[2]?.resolve('');
  jobs[3]?.resolve('');
  await Promise.all([results[2], results[3]]);
  expect(await turnstile.run(() => Promise.resolve('free again'))).toBe('free again');
});
