import { once } from 'node:events';
import { createServer as createHttp, type RequestListener } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { createServer as createTcp, type AddressInfo, type Server } from 'node:net';
import { X509Certificate } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { request } from '../../../../server/cli/request.ts';
import { serverAddress } from '../../../../server/cli/server-address.ts';
import { SelfSigned } from '../../../fixtures/self-signed.ts';
import { runCli } from './run-cli.ts';

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function portOf(server: Server): Promise<number> {
  open.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const health = (base: string, env: NodeJS.ProcessEnv = {}, flags: string[] = []) =>
  runCli(['health', ...flags], { env: { RPICAM_BASE_URL: base, ...env } });

describe('a server that does not answer as it should', () => {
  test('is not there: we say where we looked and how to start it', async () => {
    const free = createTcp();
    const port = await portOf(free);
    open.pop()?.close();
    await once(free, 'close');
    const { code, stdout, stderr } = await health(`http://user:geheim@127.0.0.1:${port}`);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      new RegExp(`^Error: no server at http://127.0.0.1:${port}\\. Start it with "rpicam-kiosk serve"`),
    );
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).not.toContain('geheim');
  });

  test.each<[string, RequestListener, string]>([
    [
      'another program',
      (_, response) => response.end('<html>'),
      'did not answer in JSON; is rpicam-kiosk there?',
    ],
    ['a picture', (_, response) => response.writeHead(404).end(Buffer.from([0xff, 0xd8])), 'HTTP status 404'],
    ['a failure', (_, response) => response.writeHead(503).end(), 'Request failed: HTTP status 503'],
    [
      'evil text',
      (_, response) => response.writeHead(500).end('\x1b]0;owned\x07\x1b[2Jx\u009b'),
      'Request failed: x?',
    ],
    ['no answer', (_, response) => response.destroy(), 'closed the connection without an answer'],
    [
      'a redirect',
      (_, response) => response.writeHead(308, { Location: 'https://cam.lan/health' }).end(),
      'The server is elsewhere (https://cam.lan/health)',
    ],
  ])('but with %s', async (_, listener, message) => {
    const { code, stdout, stderr } = await health(`http://127.0.0.1:${await portOf(createHttp(listener))}`);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
    // eslint-disable-next-line no-control-regex
    expect(stderr).not.toMatch(/[\x1b\x07\u009b]/);
  });

  test.each<[string, RequestListener]>([
    ['at all', () => undefined],
    ['to the end', (_, response) => response.writeHead(200).write('{"status":')],
  ])('in time %s', async (_, listener) => {
    const server = createHttp(listener);
    const address = serverAddress({ baseUrl: `http://127.0.0.1:${await portOf(server)}` }, {});
    await expect(request(address, { path: '/health', timeoutMs: 200 })).rejects.toThrow(
      /no answer from .* within 0.2 s/,
    );
    server.closeAllConnections();
  });
});

describe('HTTPS', () => {
  function secure(certificate: SelfSigned) {
    const authorizations: unknown[] = [];
    const server = createHttps({ key: certificate.key, cert: certificate.cert }, (request, response) => {
      authorizations.push(request.headers.authorization);
      response.end('{"status":"ok"}');
    });
    return { server, authorizations };
  }

  test('with a certificate of its own is refused before anything is sent, and its fingerprint is shown', async () => {
    using certificate = new SelfSigned();
    const { server, authorizations } = secure(certificate);
    const base = `https://127.0.0.1:${await portOf(server)}`;
    const { code, stderr } = await health(base, { RPICAM_AUTH: 'me:geheim' });
    const { fingerprint256 } = new X509Certificate(certificate.cert);
    expect({ code, authorizations }).toEqual({ code: 1, authorizations: [] });
    expect(stderr).toContain(fingerprint256);
    expect(stderr).toContain('RPICAM_FINGERPRINT');

    const trusted = await health(base, {
      RPICAM_AUTH: 'me:geheim',
      RPICAM_FINGERPRINT: fingerprint256.toLowerCase(),
    });
    expect(trusted).toMatchObject({ code: 0, stderr: '' });
    const byFile = await health(base, {}, ['--ca', certificate.certFile]);
    expect(byFile).toMatchObject({ code: 0, stderr: '' });
    expect(authorizations).toEqual([expect.stringMatching(/^Basic /), undefined]);
  });

  test('of somebody else is refused although its certificate is in order', async () => {
    using certificate = new SelfSigned();
    using other = new SelfSigned();
    const { server, authorizations } = secure(certificate);
    const base = `https://127.0.0.1:${await portOf(server)}`;
    const { fingerprint256 } = new X509Certificate(other.cert);
    const pinned = await health(base, { RPICAM_FINGERPRINT: fingerprint256, RPICAM_AUTH: 'me:geheim' }, [
      '--ca',
      certificate.certFile,
    ]);
    expect(pinned).toMatchObject({ code: 1, stderr: expect.stringContaining('shows another certificate') });
    const authority = await health(base, {}, ['--ca', other.certFile]);
    expect(authority).toMatchObject({ code: 1, stderr: expect.stringContaining('is not trusted') });
    expect(authorizations).toEqual([]);
  });

  test('where there is none, and the other way round, is told', async () => {
    using certificate = new SelfSigned();
    const { server } = secure(certificate);
    const plain = await health(`http://127.0.0.1:${await portOf(server)}`);
    expect(plain).toMatchObject({ code: 1, stderr: expect.stringMatching(/^Error: .*\n$/) });
    const http = createHttp((_, response) => response.end('{}'));
    const { code, stderr } = await health(`https://127.0.0.1:${await portOf(http)}`);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('does not speak HTTPS; try http://'),
    });
    const noFile = await health(`https://127.0.0.1:${await portOf(createTcp())}`, {}, ['--ca', '/nope.pem']);
    expect(noFile).toMatchObject({ code: 1, stderr: 'Error: --ca /nope.pem cannot be read\n' });
  });
});
