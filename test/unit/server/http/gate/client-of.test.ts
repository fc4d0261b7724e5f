import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { clientOf } from '../../../../../server/http/gate/client-of.ts';

const request = (remoteAddress: string, headers: Record<string, string> = {}) => ({
  headers,
  socket: { remoteAddress, localAddress: '10.9.0.1' } as Socket,
});

test.each([
  ['the screen of this machine', request('127.0.0.1'), { address: '127.0.0.1', isOwn: true }],
  ['a program that asks for the LAN address', request('10.9.0.1'), { address: '10.9.0.1', isOwn: true }],
  ['another machine', request('10.9.0.2'), { address: '10.9.0.2', isOwn: false }],
  [
    'another machine that says it is this one',
    request('10.9.0.2', { 'x-forwarded-for': '127.0.0.1' }),
    { address: '10.9.0.2', isOwn: false },
  ],
  [
    'another machine behind a proxy here',
    request('127.0.0.1', { 'x-forwarded-for': '10.9.0.2' }),
    { address: '10.9.0.2', isOwn: false },
  ],
  [
    'another machine behind a proxy here that says so in its own way',
    request('127.0.0.1', { forwarded: 'for=10.9.0.2' }),
    { address: '127.0.0.1', isOwn: false },
  ],
  [
    'another machine behind two proxies here, which says it is a third one',
    request('::ffff:127.0.0.1', { 'x-forwarded-for': '8.8.8.8, 10.9.0.2,127.0.0.1' }),
    { address: '10.9.0.2', isOwn: false },
  ],
  [
    'a program here behind a proxy here',
    request('::1', { 'x-forwarded-for': '127.0.0.1' }),
    { address: '127.0.0.1', isOwn: false },
  ],
  [
    'nonsense behind a proxy here',
    request('127.0.0.1', { 'x-forwarded-for': 'nonsense' }),
    { address: 'unknown', isOwn: false },
  ],
])('%s is known for what it is', (_who, asked, client) => {
  expect(clientOf(asked)).toEqual(client);
});
