import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { get as httpsGet } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RawClient } from '../../../fixtures/raw-client.ts';
import { TestServer } from '../../../fixtures/running-server.ts';
import { SelfSigned } from '../../../fixtures/self-signed.ts';
import { until } from '../../../fixtures/until.ts';

const config = { cameras: [{ id: 'a', name: 'A', device: 'test', width: 64, height: 48, fps: 20 }] };

function get(url: string, ca: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    httpsGet(url, { ca, agent: false }, resolve).on('error', reject);
  });
}

async function fingerprintOf(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false });
  const { fingerprint256 } = await new Promise<ReturnType<typeof socket.getPeerCertificate>>(
    (resolve, reject) => {
      socket.once('secureConnect', () => resolve(socket.getPeerCertificate())).once('error', reject);
    },
  );
  socket.destroy();
  return fingerprint256;
}

describe('a server with its own certificate', () => {
  let server: TestServer;
  let ca: string;
  beforeAll(async () => {
    server = await TestServer.start({ config, args: ['--tls', 'self-signed'] });
    ca = readFileSync(join(server.dataFolder, 'tls-cert.pem'), 'utf8');
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test('says where it is in HTTPS and which certificate it has', async () => {
    expect(server.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    const fingerprint = await fingerprintOf(server.url);
    await until('the fingerprint', () => server.output.includes(`certificate SHA-256 ${fingerprint}\n`));
  });

  test('is trusted by who trusts the certificate, under all its names', async () => {
    const { port } = new URL(server.url);
    for (const name of ['127.0.0.1', 'localhost']) {
      const response = await get(`https://${name}:${port}/health`, ca);
      expect(response.statusCode).toBe(200);
      expect(response.headers['cross-origin-opener-policy']).toBe('same-origin');
      expect(response.headers).not.toHaveProperty('strict-transport-security');
      response.resume();
    }
    const verified = execFileSync(
      'openssl',
      [
        's_client',
        '-connect',
        `127.0.0.1:${port}`,
        '-CAfile',
        join(server.dataFolder, 'tls-cert.pem'),
        '-alpn',
        'h2,http/1.1',
      ],
      { encoding: 'utf8', input: '', stdio: ['pipe', 'pipe', 'ignore'] },
    );
    expect(verified).toContain('Verify return code: 0 (ok)');
    expect(verified).toContain('ALPN protocol: http/1.1');
  });

  test('streams over HTTPS', async () => {
    const response = await get(`${server.url}/cam/a/video`, ca);
    let text = '';
    response
      .setEncoding('latin1')
      .on('data', (chunk: string) => (text += chunk))
      .on('error', () => undefined);
    await until('twenty pictures', () => text.split('--frame\r\n').length > 20);
    response.destroy();
  });

  test('serves programs of its own machine in plain HTTP on the same port', async () => {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      httpGet(`${server.url.replace('https', 'http')}/health`, resolve).on('error', reject);
    });
    expect(response.statusCode).toBe(200);
    expect(response.headers).not.toHaveProperty('cross-origin-opener-policy');
    response.resume();
  });

  test('closes what is neither, and goes on', async () => {
    const port = Number(new URL(server.url).port);
    // A whole record, so that the server need not wait for the rest of it.
    using broken = await RawClient.open(port, '127.0.0.1', '\x16\x03\x01\x00\x19not a handshake, not at all');
    using garbage = await RawClient.open(port, '127.0.0.1', '\xff\xfe\r\n\r\n');
    using gone = await RawClient.open(port, '127.0.0.1');
    gone.socket.end();
    for (const client of [broken, garbage, gone]) await client.untilClosed();
    expect((await get(`${server.url}/health`, ca)).resume().statusCode).toBe(200);
  });

  test('has the same certificate after a restart', async () => {
    const before = await fingerprintOf(server.url);
    await server.restart();
    expect(await fingerprintOf(server.url)).toBe(before);
  });

  test('ends though somebody watches over HTTPS', async () => {
    await using other = await TestServer.start({ config, args: ['--tls', 'self-signed'] });
    const trusted = readFileSync(join(other.dataFolder, 'tls-cert.pem'), 'utf8');
    const response = await get(`${other.url}/cam/a/video`, trusted);
    let closed = false;
    response
      .on('data', () => undefined)
      .on('error', () => undefined)
      .on('close', () => (closed = true));
    const stopped = other.stop();
    await until('it has ended', () => other.child.exitCode !== null);
    expect(await stopped).toBe(0);
    await until('the viewer knows', () => closed);
  });
});

describe('a server with certificate files', () => {
  let folder: string;
  const replace = (pair: SelfSigned) => {
    writeFileSync(join(folder, 'key.pem'), pair.key);
    cpSync(pair.certFile, join(folder, 'cert.pem'));
  };
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'rpicam-https-'))));
  afterAll(() => rmSync(folder, { recursive: true }));
  const args = () => ['--tls-cert', join(folder, 'cert.pem'), '--tls-key', join(folder, 'key.pem')];

  test('takes new ones on SIGHUP while viewers go on, and keeps what it has when they are broken', async () => {
    using first = new SelfSigned();
    using second = new SelfSigned();
    replace(first);
    await using server = await TestServer.start({ config, args: args() });
    const before = await fingerprintOf(server.url);
    const viewer = await get(`${server.url}/cam/a/video`, first.cert);
    let bytes = 0;
    viewer.on('data', (chunk: Buffer) => (bytes += chunk.length)).on('error', () => undefined);

    writeFileSync(join(folder, 'key.pem'), second.key);
    server.child.kill('SIGHUP');
    await until('the reason', () => /goes on with the certificate.*does not belong/.test(server.output));
    expect(await fingerprintOf(server.url)).toBe(before);

    replace(second);
    server.child.kill('SIGHUP');
    await until('the new certificate', async () => (await fingerprintOf(server.url)) !== before);
    expect((await get(`${server.url}/health`, second.cert)).resume().statusCode).toBe(200);
    const seen = bytes;
    await until('more pictures for the first viewer', () => bytes > seen);
    viewer.destroy();
  });

  test('does not start with a pair that does not fit, and says why', async () => {
    using first = new SelfSigned();
    using second = new SelfSigned();
    replace(first);
    writeFileSync(join(folder, 'key.pem'), second.key);
    await expect(TestServer.start({ config, args: args() })).rejects.toThrow(
      /rpicam-kiosk: the key .*key\.pem does not belong to the certificate .*cert\.pem/,
    );
  });
});
