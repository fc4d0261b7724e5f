import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ownCertificate } from '../../../../server/tls/own-certificate.ts';
import { lastingNames, ownNames } from '../../../../server/tls/own-names.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';
import { silentLogger } from '../../../doubles/silent-logger.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'rpicam-tls-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const names = ['my_pi', 'my_pi.local', 'localhost', '127.0.0.1', '::1', '192.168.1.7', 'fd00::2'];

function source(clock: SteppedClock, now: string[] = names) {
  const warnings: unknown[] = [];
  const logger = { ...silentLogger, warn: (...args: unknown[]) => warnings.push(args.at(-1)) };
  return { ...ownCertificate({ folder, names: () => now, clock, logger }), warnings };
}

const read = (name: string) => readFileSync(join(folder, name), 'utf8');

describe("the server's own certificate", () => {
  test('names this machine, lasts as long as browsers accept, and is what OpenSSL calls right', async () => {
    const { fingerprint } = await source(new SteppedClock('2026-11-20T12:00:00Z')).load('asked');
    const x509 = new X509Certificate(read('tls-cert.pem'));
    expect(x509.subjectAltName).toBe(
      'DNS:my_pi, DNS:my_pi.local, DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, ' +
        'IP Address:192.168.1.7, IP Address:FD00:0:0:0:0:0:0:2',
    );
    expect(x509.subject).toBe('CN=rpicam-kiosk my_pi');
    expect(x509.ca).toBe(false);
    expect(x509.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
    expect(new Date(x509.validFrom)).toEqual(new Date('2026-11-19T12:00:00Z'));
    const days = (new Date(x509.validTo).getTime() - new Date(x509.validFrom).getTime()) / 86_400_000;
    expect(days).toBe(397);
    expect(fingerprint).toBe(x509.fingerprint256);
    const options = ['x509', '-in', join(folder, 'tls-cert.pem'), '-noout', '-text'];
    const text = execFileSync('openssl', options, { encoding: 'utf8' });
    expect(text).toContain('Signature Algorithm: ecdsa-with-SHA256');
    expect(text).toContain('TLS Web Server Authentication');
  });

  test('is kept with a key that only its owner can read, and used again', async () => {
    const clock = new SteppedClock('2026-11-20T12:00:00Z');
    const made = await source(clock).load('asked');
    expect(statSync(join(folder, 'tls-key.pem')).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'tls-cert.pem')).mode & 0o777).toBe(0o644);
    clock.setWallTime('2027-11-20T12:00:00Z');
    expect((await source(clock).load('asked')).fingerprint).toBe(made.fingerprint);
  });

  test('is made anew, with a new key, when less than 30 days are left', async () => {
    const clock = new SteppedClock('2026-11-20T12:00:00Z');
    const own = source(clock);
    const made = await own.load('asked');
    clock.setWallTime('2027-11-21T11:59:59Z');
    expect((await own.load('routine')).fingerprint).toBe(made.fingerprint);
    clock.setWallTime('2027-11-21T12:00:01Z');
    const renewed = await own.load('routine');
    expect(renewed.validTo.toISOString()).toBe('2028-12-21T12:00:01.000Z');
    expect(renewed.key).not.toBe(made.key);
    expect(read('tls-key.pem')).toBe(renewed.key);
  });

  test('made while the clock was wrong is made anew when it is right', async () => {
    const clock = new SteppedClock('1970-01-01T00:00:10Z');
    const own = source(clock);
    await own.load('asked');
    clock.setWallTime('2026-11-20T12:00:00Z');
    const right = await own.load('routine');
    expect(right.validTo.getUTCFullYear()).toBe(2027);
    clock.setWallTime('2025-01-01T00:00:00Z');
    expect((await own.load('routine')).validTo.getUTCFullYear()).toBe(2026);
  });

  test('is made anew for a new name or IPv4 address when asked, never as a matter of routine or for IPv6', async () => {
    const clock = new SteppedClock('2026-11-20T12:00:00Z');
    const { fingerprint } = await source(clock).load('asked');
    expect((await source(clock, [...names, 'fd00::3']).load('asked')).fingerprint).toBe(fingerprint);
    expect((await source(clock, names.slice(0, 5)).load('asked')).fingerprint).toBe(fingerprint);
    const moved = source(clock, [...names, '10.0.0.9']);
    expect((await moved.load('routine')).fingerprint).toBe(fingerprint);
    const asked = await moved.load('asked');
    expect(asked.fingerprint).not.toBe(fingerprint);
    expect(asked.covers('10.0.0.9')).toBe(true);
  });

  test.each(['tls-key.pem', 'tls-cert.pem'])(
    'is made anew when %s is damaged, and that is said',
    async (name) => {
      const clock = new SteppedClock('2026-11-20T12:00:00Z');
      const { fingerprint } = await source(clock).load('asked');
      writeFileSync(join(folder, name), 'half a fi');
      const own = source(clock);
      expect((await own.load('asked')).fingerprint).not.toBe(fingerprint);
      expect(own.warnings).toEqual([expect.stringContaining(name)]);
    },
  );

  test.each([
    ['a pipe', (path: string) => execFileSync('mkfifo', [path]), 'named pipe'],
    ['a circle of links', (path: string) => symlinkSync(path, path), 'cannot be kept'],
    ['a folder', (path: string) => mkdirSync(path), 'cannot be kept'],
  ])('is made in memory where %s is in its place, and that is said', async (_what, make, said) => {
    make(join(folder, 'tls-key.pem'));
    const own = source(new SteppedClock('2026-11-20T12:00:00Z'));
    expect((await own.load('asked')).covers('localhost')).toBe(true);
    expect(own.warnings.join()).toContain(said);
  });

  test('serves though it cannot be kept', async () => {
    const clock = new SteppedClock('2026-11-20T12:00:00Z');
    rmSync(folder, { recursive: true });
    const own = source(clock);
    expect((await own.load('asked')).covers('localhost')).toBe(true);
    expect(own.warnings).toEqual([expect.stringContaining('cannot be kept')]);
  });
});

test('the names of a machine are its own, with its addresses but those of a single link', () => {
  const address = (text: string, internal = false) => ({ address: text, internal }) as never;
  const interfaces = {
    lo: [address('127.0.0.1', true), address('::1', true)],
    eth0: [address('192.168.1.7'), address('fe80::1'), address('fd00::2')],
    wlan0: [address('169.254.3.4'), address('192.168.1.7')],
  };
  const found = ownNames('Pi.home.net', interfaces);
  expect(found).toEqual([
    ...['pi.home.net', 'pi', 'pi.local', 'localhost', '127.0.0.1', '::1', '192.168.1.7', 'fd00::2'],
  ]);
  expect(lastingNames(found)).not.toContain('fd00::2');
  expect(ownNames('kü che', {})).toEqual(['localhost', '127.0.0.1', '::1']);
});
