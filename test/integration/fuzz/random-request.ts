import { composedApp } from '../../fixtures/composed-app.ts';
import type { Dice } from './dice.ts';
import { nearlyRight, randomJson } from './random-json.ts';

const methods = [
  'GET',
  'GET',
  'GET',
  'POST',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'HEAD',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
] as const;
const { operations } = await composedApp();
const files = ['/favicon.ico', '/assets/x.js', '/index.html'];
const paths = [...new Set(operations.map(({ path }) => path)), ...files] as [string, ...string[]];
const ids = [
  'cam0',
  'cam1',
  'cam2',
  'nope',
  '%00',
  '%2F',
  '..%2f..',
  '%ff',
  '%F0%9F%93%B7',
  'a b',
  '__proto__',
  "'",
] as const;
const queries = [
  ...[
    'width=320',
    'width=-1',
    'fps=5',
    'fps=1e9',
    'quality=50',
    't=1',
    'token=x.y',
    'max=2',
    'max=x',
    'probe_missing=true',
  ],
  ...[
    'probe_missing=maybe',
    'save=false',
    'next=//evil',
    'secret=00',
    'width=1&width=2',
    '__proto__[x]=1',
    '%',
    '=',
    '&&&',
  ],
] as [string, ...string[]];
const contentTypes = [
  ...[
    'application/json',
    'application/json',
    'application/json; charset=utf-8',
    'text/plain',
    'multipart/form-data',
  ],
  ...['application/json; charset=utf-16', 'application/x-www-form-urlencoded', 'nonsense', ''],
] as [string, ...string[]];
const headers = [
  ...[
    'Authorization: Basic dTpw',
    'Authorization: Basic ////',
    'Authorization: Bearer rpk_x_y',
    'Authorization: Digest a',
  ],
  ...[
    'Cookie: rpicam_session=x',
    'Cookie: ;;;=',
    'Origin: http://evil.example',
    'Origin: null',
    'If-Match: "x"',
    'If-Match: *',
  ],
  ...[
    'If-None-Match: *',
    'Range: bytes=0-1',
    'Expect: 100-continue',
    'Expect: nonsense',
    'Upgrade: websocket',
  ],
  ...[
    'Connection: upgrade',
    'Content-Encoding: gzip',
    'Content-Encoding: br',
    'X-Forwarded-For: 1.2.3.4, ::1',
  ],
  ...[
    'X-Forwarded-Proto: https',
    'Accept: text/html',
    'Accept-Encoding: gzip',
    'Sec-Fetch-Site: cross-site',
    'X-Y: \x01',
  ],
  ...[
    'Last-Event-ID: 9',
    'Access-Control-Request-Method: PUT',
    'Transfer-Encoding: gzip',
    'Content-Length: 5',
  ],
] as [string, ...string[]];
const hosts = ['127.0.0.1', 'localhost', 'evil.example', '[::1]:80', '', 'a b', 'x'.repeat(300)] as const;

/** The bytes of one request; mostly one that a server can read, sometimes not. */
export function randomRequest(dice: Dice): Buffer {
  const body = dice.chance(0.6) ? randomBody(dice) : Buffer.alloc(0);
  const lines = [
    `${dice.chance(0.01) ? 'G T' : dice.pick(methods)} ${randomTarget(dice)} HTTP/${dice.chance(0.98) ? '1.1' : '9.9'}`,
    `Host: ${dice.chance(0.9) ? '127.0.0.1' : dice.pick(hosts)}`,
    'Connection: close',
  ];
  for (let count = dice.below(4); count > 0; count--) lines.push(dice.pick(headers));
  if (dice.chance(0.01)) lines.push(`X-Long: ${'x'.repeat(20_000)}`);
  if (body.length > 0 || dice.chance(0.2)) {
    lines.push(`Content-Type: ${dice.chance(0.7) ? 'application/json' : dice.pick(contentTypes)}`);
    if (dice.chance(0.1)) {
      lines.push('Transfer-Encoding: chunked');
      const size = dice.chance(0.9) ? body.length.toString(16) : dice.pick(['-1', 'zz', 'ffffffffff']);
      return Buffer.concat([head(lines), Buffer.from(`${size}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')]);
    }
    lines.push(
      `Content-Length: ${dice.chance(0.97) ? body.length : dice.pick([-1, 3, 'x', body.length + 9, 1e12])}`,
    );
  }
  return Buffer.concat([head(lines), body]);
}

function head(lines: string[]): Buffer {
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}

function randomTarget(dice: Dice): string {
  const path = dice.pick(paths).replaceAll(/\{\w+\}/g, () => dice.pick(ids));
  const odd = dice.below(40);
  const target =
    odd === 0 ? `${path}/` : odd === 1 ? path.toUpperCase() : odd === 2 ? `/${'x/'.repeat(500)}` : path;
  if (odd === 3)
    return dice.pick(['*', 'http://evil.example/', '//x', '/%', '/\\..\\..', '/../../etc/passwd']);
  return dice.chance(0.3) ? `${target}?${dice.pick(queries)}` : target;
}

function randomBody(dice: Dice): Buffer {
  switch (dice.below(8)) {
    case 0:
      return dice.bytes(dice.below(200));
    case 1:
      return Buffer.from('['.repeat(1 + dice.below(20_000)));
    case 2:
      return Buffer.from(JSON.stringify(nearlyRight(dice)).slice(0, dice.below(60)));
    case 3:
    case 4:
      return Buffer.from(JSON.stringify(randomJson(dice)));
    default:
      return Buffer.from(JSON.stringify(nearlyRight(dice)));
  }
}
