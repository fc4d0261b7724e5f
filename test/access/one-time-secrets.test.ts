import { expect, test } from 'vitest';
import { OneTimeSecrets } from '../../server/access/one-time-secrets.ts';
import { HandClock } from './hand-clock.ts';

test('a one-time secret opens once', () => {
  const secrets = new OneTimeSecrets(new HandClock());
  const [one, other] = [secrets.mint(), secrets.mint()];
  expect(secrets.redeem(one)).toBe(true);
  expect(secrets.redeem(one)).toBe(false);
  expect(secrets.redeem('')).toBe(false);
  expect(secrets.redeem(other)).toBe(true);
});

test('a one-time secret opens for a minute', () => {
  const clock = new HandClock();
  const secrets = new OneTimeSecrets(clock);
  const [inTime, late] = [secrets.mint(), secrets.mint()];
  clock.advance(60_000);
  expect(secrets.redeem(inTime)).toBe(true);
  clock.advance(1);
  expect(secrets.redeem(late)).toBe(false);
});

test('one-time secrets that nobody uses do not pile up', () => {
  const secrets = new OneTimeSecrets(new HandClock());
  const all = Array.from({ length: 17 }, () => secrets.mint());
  expect(all.map((secret) => secrets.redeem(secret))).toEqual([
    false,
    ...Array.from({ length: 16 }, () => true),
  ]);
});
