import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { generate } from 'selfsigned';
import { TestServer } from '../../../fixtures/running-server.ts';
import { SelfSigned } from '../../../fixtures/self-signed.ts';
import { openSection } from '../settings-page.ts';
import { complaintsOf, testCameras } from '../wall-page.ts';

const config = { cameras: testCameras(1) };
const dayMs = 86_400_000;
const day = (date: Date) => date.toISOString().slice(0, 10);

test.use({ ignoreHTTPSErrors: true });

/** Two PEM files, as certbot writes and renews them. */
class CertificateFolder implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'rpicam-https-'));
  readonly args = ['--tls-cert', join(this.#folder, 'cert.pem'), '--tls-key', join(this.#folder, 'key.pem')];

  write({ cert, key }: { cert: string; key: string }): void {
    writeFileSync(join(this.#folder, 'key.pem'), key);
    writeFileSync(join(this.#folder, 'cert.pem'), cert);
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }
}

test('the section shows the certificate in use, its renewal, and by name what is wrong with a newer one', async ({
  page,
}) => {
  using files = new CertificateFolder();
  using first = new SelfSigned();
  using second = new SelfSigned();
  files.write(first);
  await using server = await TestServer.start({ config, args: files.args });
  const complaints = complaintsOf(page);
  const answer = await page.goto(server.url);
  expect(await answer?.securityDetails()).toMatchObject({
    subjectName: '127.0.0.1',
    validTo: new X509Certificate(first.cert).validToDate.getTime() / 1_000,
  });
  await openSection(page, server, 'https');
  await expect(page.getByText('on, with a certificate of your own')).toBeVisible();
  await expect(page.getByText('redirected to HTTPS, except from this machine')).toBeVisible();
  const fingerprint = ({ cert }: SelfSigned) => page.getByText(new X509Certificate(cert).fingerprint256);
  await expect(fingerprint(first)).toBeVisible();

  const refusal = page.getByText('The server cannot use the newer certificate');
  const past = new Date(Date.now() - 2 * dayMs);
  const expired = await generate([{ name: 'commonName', value: 'pi' }], {
    notBeforeDate: new Date(past.getTime() - dayMs),
    notAfterDate: past,
  });
  for (const [pair, why] of [
    [
      { cert: first.cert, key: second.key },
      /the key .*key\.pem does not belong to the certificate .*cert\.pem/,
    ],
    [{ cert: 'garbage', key: second.key }, /cert\.pem holds no certificate in PEM form/],
    [{ cert: second.cert, key: 'garbage' }, /key\.pem holds no private key in PEM form/],
    [
      { cert: expired.cert, key: expired.private },
      new RegExp(`the certificate .*cert\\.pem expired on ${day(past)}; renew it`),
    ],
  ] as const) {
    files.write(pair);
    server.child.kill('SIGHUP');
    await expect(refusal).toContainText(why);
    await expect(fingerprint(first)).toBeVisible();
  }

  files.write(second);
  server.child.kill('SIGHUP');
  await expect(fingerprint(second)).toBeVisible();
  await expect(refusal).toHaveCount(0);
  expect(complaints).toEqual([]);
});

test('the section of a server that made its certificate says where it is, to be trusted', async ({
  page,
}) => {
  await using server = await TestServer.start({
    config,
    args: ['--tls', 'self-signed', '--tls-http', 'serve'],
  });
  await openSection(page, server, 'https');
  await expect(page.getByText('on, with a certificate that the server made')).toBeVisible();
  await expect(page.getByText(join(server.dataFolder, 'tls-cert.pem'))).toBeVisible();
  await expect(page.getByText('allowed, too')).toBeVisible();
});

test('a server without HTTPS says so, and warns while it asks for a login', async ({ page }) => {
  const password = 'p€ss:wort ünd mehr';
  const auth = { enabled: true, protect_streams: true, username: 'jürgen', password };
  await using server = await TestServer.start({ config });
  await openSection(page, server, 'https');
  await expect(page.getByText('Switch it on before you ask for a login.')).toBeVisible();
  await expect(
    page.getByText('RPICAM_FLAGS="--tls-cert /etc/ssl/camera.pem --tls-key /etc/ssl/camera-key.pem"'),
  ).toBeVisible();

  await using asking = await TestServer.start({ config: { ...config, auth } });
  await page.goto(`${asking.url}/login?next=%2Fsettings%23https`);
  await page.getByLabel('User name').fill(auth.username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByText('Other people on the network can read every login.')).toBeVisible();
});
