import { expect, test } from 'vitest';
import { OneTimeSecrets } from '../../../../server/access/one-time-secrets.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

test('a one-time secret opens once', () => {
  const secrets = new OneTimeSecrets(new SteppedClock());
  const [one, other] = [secrets.mint('view'), secrets.mint('view')];
  expect(secrets.redeem(one)).toBe('view');
  expect(secrets.redeem(one)).toBeUndefined();
  expect(secrets.redeem('')).toBeUndefined();
  expect(secrets.redeem(other)).toBe('view');
});

test('a one-time secret opens what it was made for', () => {
  const secrets = new OneTimeSecrets(new SteppedClock());
  expect(secrets.redeem(secrets.mint('admin'))).toBe('admin');
});

test('a one-time secret opens for a minute', () => {
  const clock = new SteppedClock();
  const secrets = new OneTimeSecrets(clock);
  const [inTime, late] = [secrets.mint('view'), secrets.mint('view')];
  clock.pass(60_000);
  expect(secrets.redeem(inTime)).toBe('view');
  clock.pass(1);
  expect(secrets.redeem(late)).toBeUndefined();
});

test('one-time secrets that nobody uses do not pile up', () => {
  const secrets = new OneTimeSecrets(new SteppedClock());
  const all = Array.from({ length: 17 }, () => secrets.mint('view'));
  expect(all.map((secret) => secrets.redeem(secret))).toEqual([
    undefined,
    ...Array.from({ length: 16 }, () => 'view'),
  ]);
});
