import { expect, test } from 'vitest';
import { ReconnectDelay } from '../../../../../renderer/live/worker/reconnect-delay.ts';

const waits = (delay: ReconnectDelay, count: number) => Array.from({ length: count }, () => delay.next());

test('the wait grows from a second to fifteen', () => {
  expect(waits(new ReconnectDelay(() => 0), 6)).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
});

test('pages that lost the same server come back up to half of the wait sooner than others', () => {
  expect(waits(new ReconnectDelay(() => 1), 5)).toEqual([500, 1_000, 2_000, 4_000, 7_500]);
});

test('after a connection that held it begins anew', () => {
  const delay = new ReconnectDelay(() => 0);
  waits(delay, 5);
  delay.reset();
  expect(delay.next()).toBe(1_000);
});
