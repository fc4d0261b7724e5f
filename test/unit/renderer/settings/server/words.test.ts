import { describe, expect, test } from 'vitest';
import { lockOutWarnings } from '../../../../../renderer/settings/server/access/lock-out.ts';
import { passwordStrength } from '../../../../../renderer/settings/server/access/password-strength.ts';
import { machineFacts } from '../../../../../renderer/settings/server/machine-text.ts';
import { commandLine, environmentLines } from '../../../../../renderer/settings/server/start-lines.ts';

test('a machine that tells nothing has no facts, and what was wrong once is told', () => {
  const silent = {
    temperature_celsius: null,
    throttling: null,
    disk_free_bytes: null,
    disk_size_bytes: null,
    memory_available_bytes: null,
    memory_size_bytes: null,
    load: null,
    uptime_seconds: null,
    advice: [],
  };
  expect(machineFacts(silent).map(([, value]) => value)).toEqual([undefined, undefined, undefined]);
  const never = { now: false, since_boot: false };
  const throttling = {
    undervoltage: { now: false, since_boot: true },
    frequency_capped: never,
    throttled: never,
    soft_temperature_limit: never,
  };
  expect(machineFacts({ ...silent, throttling })[1]?.[1]).toBe('Earlier, the power supply was too weak.');
});

describe('a password', () => {
  test.each([
    ['', undefined],
    ['short', 'bad'],
    ['88888888888', 'bad'],
    ['Raspberry!2026', 'bad'],
    ['password1', 'bad'],
    ['4711081522', 'bad'],
    ['my-jürgen-2026', 'bad'],
    ['plainwords', 'warn'],
    ['four words make it', 'good'],
    ['Ab3$efgh', 'good'],
  ])('%j is %s', (password, tone) => expect(passwordStrength(password, 'Jürgen')?.tone).toBe(tone));
});

describe('who switches the login on', () => {
  const auth = { enabled: true, protect_streams: true, protect_status: false, username: 'me', password: '' };

  test('is warned without a password, but not where one is kept', () => {
    expect(lockOutWarnings(auth, { wasEnabled: false, secure: true })).toHaveLength(1);
    expect(lockOutWarnings(auth, { wasEnabled: true, secure: true })).toEqual([]);
  });

  test('is warned that plain HTTP gives the password away', () => {
    const typed = { ...auth, password: 'sesame' };
    expect(lockOutWarnings(typed, { wasEnabled: true, secure: false })[0]).toContain('plain HTTP');
    expect(lockOutWarnings({ ...typed, enabled: false }, { wasEnabled: true, secure: false })).toEqual([]);
  });
});

test('lines that start the server are safe to paste', () => {
  const wish = { flags: ['--tls', 'self-signed'], variables: { LOG_FILE: '/var/log/my cam.log' } };
  expect(commandLine(wish)).toBe("LOG_FILE='/var/log/my cam.log' npm run serve -- --tls self-signed");
  expect(environmentLines(wish)).toBe('LOG_FILE="/var/log/my cam.log"\nRPICAM_FLAGS="--tls self-signed"');
});
