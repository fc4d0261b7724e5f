import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../../server/runtime/clock.ts';
import { certificateFiles } from '../../../../server/tls/certificate-files.ts';
import { CertificateError } from '../../../../server/tls/certificate.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

let folder: string;
const file = (name: string) => join(folder, name);
const openssl = (text: string, ...more: string[]) =>
  execFileSync('openssl', [...text.split(' '), ...more], { stdio: ['ignore', 'ignore', 'ignore'] });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rpicam-tls-'));
  for (const name of ['a', 'b']) {
    openssl(
      'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 9 -subj /CN=pi',
      ...['-keyout', file(`${name}.key`), '-out', file(`${name}.pem`)],
    );
  }
  openssl('pkey -aes256 -passout pass:secret', '-in', file('a.key'), '-out', file('locked.key'));
  openssl(
    'req -x509 -newkey rsa:1024 -nodes -subj /CN=pi',
    '-keyout',
    file('weak.key'),
    '-out',
    file('weak.pem'),
  );
  writeFileSync(file('junk.pem'), 'junk');
  execFileSync('mkfifo', [file('pipe')]);
  symlinkSync('round', file('round'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const load = (cert: string, key: string, clock = systemClock) =>
  certificateFiles({ cert: file(cert), key: file(key) }, clock).load('asked');

describe('certificate files', () => {
  test('that belong together are used', async () => {
    const { fingerprint, covers } = await load('a.pem', 'a.key');
    expect(fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect(covers('other')).toBe(false);
  });

  test.each([
    ['a.pem', 'b.key', /b\.key does not belong to the certificate .*a\.pem/],
    ['missing.pem', 'a.key', /missing\.pem cannot be read \(ENOENT\)/],
    ['pipe', 'a.key', /pipe is not a file but a named pipe/],
    ['a.pem', 'round', /round is a link that leads round in a circle/],
    ['a.pem', 'missing.key', /missing\.key cannot be read \(ENOENT\)/],
    ['junk.pem', 'a.key', /junk\.pem holds no certificate in PEM form/],
    ['a.pem', 'junk.pem', /junk\.pem holds no private key in PEM form/],
    ['a.key', 'a.key', /a\.key holds no certificate in PEM form/],
    ['a.pem', 'locked.key', /locked\.key has a passphrase; take it out with: openssl pkey/],
    ['weak.pem', 'weak.key', /weak\.pem cannot be used \(.*too small/],
  ])('%s with %s are refused, with the reason', async (cert, key, reason) => {
    const refused = load(cert, key);
    await expect(refused).rejects.toBeInstanceOf(CertificateError);
    await expect(refused).rejects.toThrow(reason);
  });

  test('that have expired are refused; those that are not valid yet are for a Pi that lost the time', async () => {
    await expect(load('a.pem', 'a.key', new SteppedClock('2999-01-01T00:00:00Z'))).rejects.toThrow(
      /a\.pem expired on \d{4}-\d\d-\d\d; renew it/,
    );
    await load('a.pem', 'a.key', new SteppedClock('1970-01-01T00:00:00Z'));
  });
});
