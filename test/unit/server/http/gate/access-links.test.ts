import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Door } from '../../../../../server/access/door.ts';
import { freeFailures } from '../../../../../server/access/login-throttle.ts';
import type { LinkCheck, LinkLimits, TokenCheck } from '../../../../../server/access/principal.ts';
import { defaultConfig, type ServerConfig } from '../../../../../server/contract/config/config.ts';
import { createGuards } from '../../../../../server/http/gate/guards.ts';
import { principalOf } from '../../../../../server/http/gate/principal-of.ts';
import { errorHandler } from '../../../../../server/http/message/error-handler.ts';
import { cheapHash } from '../../access/cheap-hash.ts';
import { SteppedClock } from '../../../../doubles/stepped-clock.ts';
import { silentLogger } from '../../../../doubles/silent-logger.ts';
import { basic } from '../login-request.ts';

/** Every secret says what it is: "view", "admin", or why it is refused. */
const refusals = ['unknown', 'expired', 'revoked'] as const;
const refusalOf = (secret: string) => ({
  refused: refusals.find((reason) => reason === secret) ?? 'unknown',
});
const tokens: TokenCheck = {
  check: (token) => {
    const secret = token.replace('rpk_', '');
    return secret === 'view' || secret === 'admin'
      ? { kind: 'token', id: secret, scope: secret }
      : refusalOf(secret);
  },
  isValid: () => true,
};
const limitsOf: Record<string, LinkLimits> = {
  hall: { camera: 'hall', scope: 'stream', fps: 5 },
  'hall-still': { camera: 'hall', scope: 'still' },
  'a/b': { camera: 'a/b', scope: 'stream' },
};
const links: LinkCheck = {
  check: (token) => {
    const limits = limitsOf[token];
    return limits ? { kind: 'link', id: token, limits } : refusalOf(token);
  },
  isValid: () => true,
  expiresAt: () => undefined,
};

const clock = new SteppedClock();
let config: ServerConfig;
let server: Server;
let url: string;

beforeAll(async () => {
  const guards = createGuards({
    door: new Door({ config: () => config, clock, tokens, links }),
    store: {
      get current() {
        return config;
      },
    },
  });
  const app = express().set('trust proxy', 'loopback');
  app.use('/cam', guards.view);
  app.use('/api', guards.admin);
  app.use((_request, response) => void response.json(principalOf(response)));
  app.use(errorHandler(silentLogger));
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const password = cheapHash('sesame');
beforeEach(() => {
  const auth = { enabled: true, protect_streams: true, protect_status: false, username: 'me', password };
  config = { ...defaultConfig(), auth };
});

async function ask(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(url + path, { headers });
  return { status: response.status, headers: response.headers, body: (await response.json()) as object };
}

describe('a link', () => {
  test.each(['/cam/hall/video', '/CAM/hall/Video/', '/cam/h%61ll/snapshot'])(
    'of a stream opens %s',
    async (path) => {
      const { status, body } = await ask(`${path}?token=hall`);
      expect([status, body]).toEqual([200, { kind: 'link', id: 'hall', limits: limitsOf['hall'] }]);
    },
  );

  test('opens a camera whose id has to be escaped', async () => {
    expect((await ask('/cam/a%2Fb/video?token=a/b')).status).toBe(200);
  });

  test.each([
    ['/cam/yard/video?token=hall', 'This link is for another camera.'],
    ['/cam/hall/../yard/video?token=hall', 'This link is for another camera.'],
    ['/cam/hall/controls?token=hall', 'This link is for another camera.'],
    ['/cam/hall/video?token=hall-still', 'This link shows stills only.'],
    ['/CAM/hall/VIDEO?token=hall-still', 'This link shows stills only.'],
    ['/cam/%E0%A4/video?token=hall', 'This link is for another camera.'],
  ])('does not open %s', async (path, detail) => {
    const { status, body } = await ask(path);
    expect([status, body]).toEqual([403, { detail, code: 'forbidden' }]);
  });

  test.each(refusals)('that is %s is refused by that name', async (reason) => {
    const { status, headers, body } = await ask(`/cam/hall/video?token=${reason}`);
    expect([status, body]).toMatchObject([401, { code: `link-${reason}` }]);
    // Not Basic: nobody shall be asked for a password in the page that embeds the picture.
    expect(headers.get('www-authenticate')).toMatch(/^Bearer /);
  });

  test('opens nothing but pictures', async () => {
    expect((await ask('/api/cameras?token=hall')).status).toBe(401);
  });

  test('that is refused does not stand in the way of a password', async () => {
    const { headers } = basic('me:sesame');
    for (const token of ['expired', 'hall']) {
      expect((await ask(`/cam/yard/video?token=${token}`, headers)).body).toMatchObject({ kind: 'password' });
    }
  });

  test('keeps its limits where streams are open, and a refused one is as none there', async () => {
    config = defaultConfig();
    expect((await ask('/cam/hall/video?token=hall')).body).toMatchObject({ kind: 'link' });
    for (const path of ['/cam/yard/video?token=hall', '/cam/hall/video?token=expired', '/cam/hall/video']) {
      expect((await ask(path)).body).toEqual({ kind: 'anyone' });
    }
  });
});

describe('a token', () => {
  const bearer = (secret: string) => ({ Authorization: `Bearer rpk_${secret}` });

  test('opens what its scope says', async () => {
    expect((await ask('/api/cameras', bearer('admin'))).body).toMatchObject({
      kind: 'token',
      scope: 'admin',
    });
    expect((await ask('/cam/hall/video', bearer('view'))).body).toMatchObject({
      kind: 'token',
      scope: 'view',
    });
    expect(await ask('/api/cameras', bearer('view'))).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
  });

  test.each(refusals)('that is %s is refused by that name', async (reason) => {
    expect(await ask('/cam/hall/video', bearer(reason))).toMatchObject({
      status: 401,
      body: { code: `token-${reason}` },
    });
  });
});

describe('an address that has to wait', () => {
  const from = (address: string) => ({ 'X-Forwarded-For': address });
  const status = async (address: string, word: string) =>
    (await ask('/api/cameras', { ...basic(`me:${word}`).headers, ...from(address) })).status;

  test('is all of an IPv6 network, and may try again when its time has come', async () => {
    for (let guess = 0; guess < freeFailures; guess++)
      expect(await status(`2001:db8::${guess}`, `guess ${guess}`)).toBe(401);
    expect(await status('2001:db8::ffff', 'one more')).toBe(429);
    expect(await status('2001:db8::ffff', 'sesame')).toBe(429);
    expect(await status('2001:db8:0:1::1', 'one more')).toBe(401);
    clock.pass(1_000);
    expect(await status('2001:db8::ffff', 'sesame')).toBe(200);
    expect(await status('2001:db8::1', 'one more')).toBe(401);
  });

  test('is told how long', async () => {
    for (let guess = 0; guess < freeFailures; guess++) await status('203.0.113.9', `guess ${guess}`);
    clock.pass(1_000);
    await status('203.0.113.9', 'one more');
    clock.pass(700);
    const { status: code, headers } = await ask('/api/x', {
      ...basic('me:another').headers,
      ...from('203.0.113.9'),
    });
    expect([code, headers.get('retry-after')]).toEqual([429, '2']);
  });

  test('is that of the client, which only a proxy on this machine may name', async () => {
    const chain = (first: string) => `${first}, 198.51.100.20`;
    for (let guess = 0; guess < freeFailures; guess++)
      expect(await status(chain(`10.0.0.${guess}`), `guess ${guess}`)).toBe(401);
    expect(await status(chain('10.0.0.99'), 'one more')).toBe(429);
  });
});
