import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express, { type RequestHandler, type Response } from 'express';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Guard, Guards } from '../../../../../server/http/gate/guards.ts';
import { ApiError } from '../../../../../server/http/message/api-error.ts';
import { errorHandler } from '../../../../../server/http/message/error-handler.ts';
import { mountOperations } from '../../../../../server/http/operation/mount-operations.ts';
import { operation, type Operation } from '../../../../../server/http/operation/operation.ts';
import { silentLogger } from '../../../../doubles/silent-logger.ts';

const described = { group: 'Status', summary: '', answers: {} } as const;
const send = (_request: unknown, response: Response) => void response.json({});

/** Lets a request in whose header X-Has names the guard. */
const guardFor = (guard: Guard): RequestHandler[] => [
  (request, _response, next) => {
    if (!(request.get('x-has') ?? '').split(' ').includes(guard)) throw new ApiError(401, 'refused', guard);
    next();
  },
];
const guards: Guards = {
  open: [],
  view: guardFor('view'),
  status: guardFor('status'),
  'view-and-status': [...guardFor('status'), ...guardFor('view')],
  admin: guardFor('admin'),
  page: guardFor('page'),
};

let server: Server | undefined;
afterEach(() => server?.close());

async function serve(operations: Operation[]) {
  const app = express().use(mountOperations(operations, guards), errorHandler(silentLogger));
  const listening = (server = createServer(app).listen(0, '127.0.0.1'));
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  return async (method: string, path: string, has = '', body?: string) => {
    const headers = { 'X-Has': has, 'Content-Type': 'application/json' };
    const init = { method, headers, ...(body === undefined ? {} : { body }) };
    const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
    const text = await response.text();
    return {
      status: response.status,
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
      cache: response.headers.get('cache-control'),
      allow: response.headers.get('allow'),
    };
  };
}

describe('a path whose operations have different guards', () => {
  const path = '/thing/{id}';
  const get = operation({ ...described, method: 'get', path, guard: 'view', handle: send });
  const remove = operation({ ...described, method: 'delete', path, guard: 'admin', handle: send });

  test('asks each for its own', async () => {
    const ask = await serve([get, remove]);
    expect((await ask('GET', '/thing/1', 'view')).status).toBe(200);
    expect((await ask('GET', '/thing/1', 'admin')).body).toMatchObject({ detail: 'view' });
    expect((await ask('DELETE', '/thing/1', 'admin')).status).toBe(200);
    expect((await ask('DELETE', '/thing/1', 'view')).body).toMatchObject({ detail: 'admin' });
  });

  test('says which methods it has to those whom all of them let in', async () => {
    const ask = await serve([get, remove]);
    for (const method of ['OPTIONS', 'PUT']) {
      expect((await ask(method, '/thing/1', 'view')).body).toMatchObject({ detail: 'admin' });
      expect((await ask(method, '/thing/1', 'admin')).body).toMatchObject({ detail: 'view' });
      expect([204, 405]).toContain((await ask(method, '/thing/1', 'view admin')).status);
    }
  });
});

describe('the methods of a path', () => {
  const path = '/thing';
  const get = operation({ ...described, method: 'get', path, guard: 'open', handle: send });
  const post = operation({ ...described, method: 'post', path, guard: 'open', handle: send });

  test('are told in the order declared, HEAD beside GET, by OPTIONS and to every other method', async () => {
    const ask = await serve([get, post]);
    expect(await ask('OPTIONS', path)).toMatchObject({ status: 204, allow: 'GET, HEAD, POST, OPTIONS' });
    expect(await ask('PUT', path)).toMatchObject({ status: 405, allow: 'GET, HEAD, POST' });
    expect((await ask('HEAD', path)).status).toBe(200);
  });

  test('have no HEAD where GET changes something', async () => {
    const ask = await serve([{ ...get, noHead: true }]);
    expect(await ask('OPTIONS', path)).toMatchObject({ status: 204, allow: 'GET, OPTIONS' });
    expect(await ask('HEAD', path)).toMatchObject({ status: 405, allow: 'GET' });
  });
});

test('files are behind their guard, and are searched only where no other operation has the path', async () => {
  const handle: RequestHandler = (request, response) => void response.json({ file: request.path });
  const ask = await serve([
    { kind: 'files', path: '/files', guard: 'view', handle },
    operation({ ...described, method: 'get', path: '/files/one', guard: 'open', handle: send }),
  ]);
  expect((await ask('GET', '/files/two')).status).toBe(401);
  expect((await ask('GET', '/files/two', 'view')).body).toEqual({ file: '/two' });
  expect((await ask('GET', '/files/one')).body).toEqual({});
});

describe('an operation with a body', () => {
  const path = '/thing';
  const body = { schema: z.unknown(), size: 'small' } as const;
  const post = operation({
    ...{ ...described, method: 'post', path, guard: 'admin', body },
    handle: (request, response) => void response.json({ body: request.body as unknown }),
  });

  test('reads it when the guard has let the request in, and not before', async () => {
    const ask = await serve([post]);
    expect((await ask('POST', path, '', '{')).status).toBe(401);
    expect((await ask('POST', path, 'admin', '{')).status).toBe(422);
    expect((await ask('POST', path, 'admin', '[1]')).body).toEqual({ body: [1] });
  });
});

test('a handler is given the names in its path', async () => {
  const named = operation({
    ...{ ...described, method: 'get', path: '/things/{id}/parts/{part}', guard: 'open' },
    handle: ({ params: { id, part } }, response) => void response.json({ id, part }),
  });
  const ask = await serve([named]);
  expect((await ask('GET', '/things/a%20b/parts/2')).body).toEqual({ id: 'a b', part: '2' });
});

test('no cache keeps what says so, refusals of its handler and of its methods too', async () => {
  const failing = operation({
    ...{ ...described, method: 'get', path: '/thing', guard: 'open', noStore: true },
    handle: () => Promise.reject(new ApiError(404, 'gone', 'gone')),
  });
  const ask = await serve([failing]);
  expect(await ask('GET', '/thing')).toMatchObject({ status: 404, cache: 'no-store' });
  expect(await ask('PUT', '/thing')).toMatchObject({ status: 405, cache: 'no-store' });
});
