import { beforeEach, describe, expect, test } from 'vitest';
import { freeFailures } from '../../../../server/access/login-throttle.ts';
import { PasswordLogin } from '../../../../server/access/password-login.ts';
import type { AuthConfig } from '../../../../server/contract/config/config.ts';
import { cheapHash } from './cheap-hash.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

const sesame = cheapHash('sésame');
let auth: AuthConfig;
let clock: SteppedClock;
let login: PasswordLogin;
beforeEach(() => {
  auth = {
    enabled: true,
    protect_streams: true,
    protect_status: false,
    username: 'jürgen',
    password: sesame,
  };
  clock = new SteppedClock();
  login = new PasswordLogin({ auth: () => auth, clock, onThrottled: () => {} });
});

const right = { username: 'jürgen', password: 'sésame' };
const wrong = { username: 'jürgen', password: 'sesame' };
const from = (address: string) => ({ address, isOwn: false });
const kindOf = async (credentials: typeof right, address = 'a') =>
  (await login.check(credentials, from(address))).kind;
async function exhaust(address: string): Promise<void> {
  const guess = (count: number) => ({ ...wrong, password: `guess ${count}` });
  for (let count = 0; count < freeFailures; count++)
    expect(await kindOf(guess(count), address)).toBe('wrong');
  expect(await login.check(guess(freeFailures), from(address))).toEqual({ kind: 'wait', waitMs: 1_000 });
}

describe('a login', () => {
  test('is right with this user and this password alone', async () => {
    expect(await kindOf(right)).toBe('right');
    expect(await kindOf(wrong)).toBe('wrong');
    expect(await kindOf({ ...right, username: 'jurgen' })).toBe('wrong');
    expect(await kindOf({ ...right, username: '' })).toBe('wrong');
    expect(await kindOf({ ...right, password: sesame })).toBe('wrong');
  });

  test('is wrong while there is no password', async () => {
    auth = { ...auth, password: '' };
    expect(await kindOf({ username: 'jürgen', password: '' })).toBe('wrong');
  });

  test('that was right is remembered, and gets through from an address that has to wait', async () => {
    const first = await login.check(right, from('a'));
    await exhaust('a');
    expect(await login.check(right, from('a'))).toEqual(first);
  });

  test('is remembered for its own address alone, so that no other can try it out for free', async () => {
    await login.check(right, from('a'));
    await exhaust('b');
    expect(await kindOf(right, 'b')).toBe('wait');
    clock.pass(1_000);
    expect(await kindOf(right, 'b')).toBe('right');
  });

  test('that is wrong and said again and again is one failure, until the password changes', async () => {
    for (let time = 0; time < 3 * freeFailures; time++) expect(await kindOf(wrong)).toBe('wrong');
    expect(await kindOf(right)).toBe('right');
    auth = { ...auth, password: cheapHash('sesame') };
    expect(await kindOf(wrong)).toBe('right');
  });

  test('is forgotten when the password changes', async () => {
    const { of } = (await login.check(right, from('a'))) as { of: string };
    auth = { ...auth, password: cheapHash('other') };
    expect(await kindOf(right)).toBe('wrong');
    expect(await login.check({ ...right, password: 'other' }, from('a'))).not.toMatchObject({ of });
  });

  test('that is asked for eight times at once is checked once', async () => {
    const verdicts = await Promise.all(Array.from({ length: 8 }, () => login.check(right, from('a'))));
    expect(new Set(verdicts.map(({ kind }) => kind))).toEqual(new Set(['right']));
    const failures = await Promise.all(Array.from({ length: 8 }, () => login.check(wrong, from('b'))));
    expect(new Set(failures.map(({ kind }) => kind))).toEqual(new Set(['wrong']));
    expect(await kindOf({ ...wrong, password: 'another' }, 'b')).toBe('wrong');
  });

  test('waits in a line that has an end', async () => {
    const addresses = Array.from({ length: 40 }, (_, index) => `address ${index}`);
    const verdicts = await Promise.all(addresses.map((address) => login.check(wrong, from(address))));
    const count = (kind: string) => verdicts.filter((verdict) => verdict.kind === kind).length;
    expect([count('wrong'), count('busy')]).toEqual([33, 7]);
    expect(await kindOf(right, 'address 39')).toBe('right');
  });

  test('of this machine is checked when those of others fill the line', async () => {
    const others = Array.from({ length: 40 }, (_, index) => login.check(wrong, from(`address ${index}`)));
    const own = await login.check(right, { address: '127.0.0.1', isOwn: true });
    expect(own.kind).toBe('right');
    await Promise.all(others);
  });
});
