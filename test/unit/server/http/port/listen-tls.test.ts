import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { afterAll, describe, expect, test } from 'vitest';
import { listen } from '../../../../../server/http/port/listen.ts';
import { systemClock } from '../../../../../server/runtime/clock.ts';
import { parseCertificate } from '../../../../../server/tls/certificate.ts';
import { ServerTls } from '../../../../../server/tls/server-tls.ts';
import { silentLogger } from '../../../../doubles/silent-logger.ts';
import { RawClient } from '../../../../fixtures/raw-client.ts';
import { SelfSigned } from '../../../../fixtures/self-signed.ts';

const pair = new SelfSigned();
afterAll(() => pair[Symbol.dispose]());

async function serve(plainHttp: 'redirect' | 'serve', limits = {}) {
  const texts = { cert: { file: 'cert', text: pair.cert }, key: { file: 'key', text: pair.key } };
  const source = { load: async () => parseCertificate(texts) };
  const tls = await ServerTls.open({ source, plainHttp, clock: systemClock, logger: silentLogger });
  const answer = (request: IncomingMessage) =>
    `${request.method} ${'encrypted' in request.socket ? 'tls' : 'plain'}`;
  const listener = await listen((request, response) => response.end(answer(request)), '127.0.0.1', 0, {
    tls,
    limits,
    isNear: () => false,
  });
  return { port: listener.port, [Symbol.asyncDispose]: () => listener.close() };
}

function send(scheme: 'http' | 'https', port: number, method: string, headers: Record<string, string> = {}) {
  const options = {
    host: '127.0.0.1',
    port,
    path: '/cam/a/video?fps=1',
    method,
    headers,
    agent: false as const,
  };
  return new Promise<{ status: number | undefined; location: string | undefined; text: string }>(
    (resolve, reject) => {
      const read = async (response: IncomingMessage) => {
        const text = (await response.toArray()).join('');
        resolve({ status: response.statusCode, location: response.headers.location, text });
      };
      const sent =
        scheme === 'http' ? httpRequest(options, read) : httpsRequest({ ...options, ca: pair.cert }, read);
      sent.on('error', reject).end();
    },
  );
}

describe('a port with HTTPS', () => {
  test('sends plain HTTP of other machines to HTTPS, at the host they asked for', async () => {
    await using server = await serve('redirect');
    const location = `https://127.0.0.1:${server.port}/cam/a/video?fps=1`;
    for (const method of ['GET', 'POST']) {
      expect(await send('http', server.port, method)).toMatchObject({ status: 308, location });
    }
    expect(await send('http', server.port, 'GET', { Host: 'pi.local' })).toMatchObject({
      location: 'https://pi.local/cam/a/video?fps=1',
    });
    expect(await send('http', server.port, 'GET', { Host: 'pi@evil.example' })).toMatchObject({
      status: 400,
      location: undefined,
    });
    expect(await send('https', server.port, 'GET')).toMatchObject({ status: 200, text: 'GET tls' });
  });

  test('answers it where that is wanted', async () => {
    await using server = await serve('serve');
    expect(await send('http', server.port, 'GET')).toMatchObject({ status: 200, text: 'GET plain' });
    expect(await send('https', server.port, 'PUT')).toMatchObject({ status: 200, text: 'PUT tls' });
  });

  test.each([
    ['says nothing', ''],
    ['begins a handshake', '\x16\x03\x01\x02\x00'],
    ['sends half a head', 'GET / HT'],
  ])('closes a client that %s', async (_what, begin) => {
    const limits = { headersTimeoutMs: 150, requestTimeoutMs: 200, checkIntervalMs: 20 };
    await using server = await serve('redirect', limits);
    using client = await RawClient.open(server.port, '127.0.0.1', begin);
    await client.untilClosed();
  });
});
