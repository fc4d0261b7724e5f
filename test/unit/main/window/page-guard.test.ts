import { X509Certificate, createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { hasOrigin, isOwnCertificate } from '../../../../main/window/page-guard.ts';
import { SelfSigned } from '../../../fixtures/self-signed.ts';

describe('a page of our own', () => {
  const origin = 'http://127.0.0.1:8000';
  test.each(['http://127.0.0.1:8000/', 'http://127.0.0.1:8000/settings#kiosk'])('is %s', (url) => {
    expect(hasOrigin(url, origin)).toBe(true);
  });
  test.each([
    ...['https://127.0.0.1:8000/', 'http://127.0.0.1:8001/', 'http://127.0.0.1:8000.example.org/'],
    ...['http://127.0.0.1:8000@example.org/', 'file:///etc/passwd', 'javascript:1', 'about:blank', ''],
    'data:text/html,x',
  ])('is not %j', (url) => {
    expect(hasOrigin(url, origin)).toBe(false);
  });
});

describe('a certificate', () => {
  using own = new SelfSigned();
  const certificate = new X509Certificate(own.cert);
  // As Chromium's net::SHA256HashValue is written by Electron.
  const said = `sha256/${createHash('sha256').update(certificate.raw).digest('base64')}`;

  test("is our server's, or nobody's", () => {
    expect(isOwnCertificate(said, certificate.fingerprint256)).toBe(true);
    using other = new SelfSigned();
    expect(isOwnCertificate(said, new X509Certificate(other.cert).fingerprint256)).toBe(false);
    expect(isOwnCertificate(said, undefined)).toBe(false);
    expect(isOwnCertificate('', undefined)).toBe(false);
  });
});
