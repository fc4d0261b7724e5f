import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Door } from '../../../../../server/access/door.ts';
import { StreamMarks } from '../../../../../server/camera/stream-marks.ts';
import { ConfigStore } from '../../../../../server/config/config-store.ts';
import { markSvg } from '../../../../../server/contract/mark.ts';
import { productName } from '../../../../../server/contract/product.ts';
import { createApp } from '../../../../../server/http/app.ts';
import { ApiError } from '../../../../../server/http/message/api-error.ts';
import { pageOperation } from '../../../../../server/http/operation/operation.ts';
import { listen, type Listener } from '../../../../../server/http/port/listen.ts';
import { systemClock as clock } from '../../../../../server/runtime/clock.ts';
import { silentLogger as logger } from '../../../../doubles/silent-logger.ts';
import { TemporaryFolder } from '../../config/temporary-folder.ts';

/** One page for each failure. */
const failures: Record<string, () => Error> = {
  '/cam/x/expired': () => new ApiError(401, 'link-expired', 'This link has expired; ask for a new one.'),
  '/cam/x/closed': () => new ApiError(401, 'unauthorized', 'Authentication required'),
  '/named': () => new ApiError(403, 'host-not-allowed', 'Refused.', { address: 'http://192.168.1.20:8000' }),
  '/shape': () =>
    new ApiError(422, 'bad-query', [{ type: 'x', loc: ['query', 'width'], msg: 'too <b>wide</b>' }]),
  '/broken': () => new Error('the place of a file on this machine'),
};

let folder: TemporaryFolder;
let listener: Listener;
beforeAll(async () => {
  folder = new TemporaryFolder();
  const store = await ConfigStore.open({ folder: folder.path, reservedPorts: [], clock, logger });
  const operations = Object.entries(failures).map(([path, fail]) =>
    pageOperation({
      path,
      guard: 'open',
      handle: () => {
        throw fail();
      },
    }),
  );
  const door = new Door({ config: () => store.current, clock });
  const app = createApp({ operations, door, store, marks: new StreamMarks(), clock, logger });
  listener = await listen(app, '127.0.0.1', 0);
});
afterAll(async () => {
  await listener.close();
  folder[Symbol.dispose]();
});

const browser = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const ask = (path: string, headers: Record<string, string> = browser, method = 'GET') =>
  fetch(`http://127.0.0.1:${listener.port}${path}`, { headers, method });

describe('a person in a browser reads a failure in words', () => {
  test.each([
    [
      '/nope/deep?x=1',
      404,
      'There is no such page',
      ['This server has nothing at /nope/deep.', 'href="./../"'],
    ],
    ['/cam/x/expired', 401, 'This link has expired', ['Ask the person who gave it to you for a new one.']],
    ['/cam/x/closed', 401, 'Log in to see this', ['href="./../../login?next=%2Fcam%2Fx%2Fclosed"']],
    ['/named', 403, 'This name is not allowed', ['href="http://192.168.1.20:8000"']],
    ['/shape', 422, 'The address is not right', ['too &lt;b&gt;wide&lt;/b&gt;.']],
    ['/broken', 500, 'The server has a problem', ['Load the page again in a moment.']],
  ])('at %s', async (path, status, title, parts) => {
    const answer = await ask(path);
    const html = await answer.text();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'text/html; charset=utf-8']);
    expect(html).toContain(`<h1>${title}</h1>`);
    expect(html).toContain(`${markSvg}${productName}</p>`);
    for (const part of parts) expect(html).toContain(part);
    expect(html).not.toContain('place of a file');
  });

  test('whose address is markup, which stays text', async () => {
    expect(await (await ask('/%3Cscript%3E"<b>')).text()).not.toMatch(/<b>|<script/);
  });

  test('in a page that may use its own style and nothing else', async () => {
    const answer = await ask('/nope');
    const style = /<style>(.*)<\/style>/s.exec(await answer.text())?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(answer.headers.get('content-security-policy')).toContain(
      `default-src 'none'; style-src 'sha256-${hash}'; img-src 'self'; base-uri 'none'`,
    );
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'self'");
  });
});

describe('programs read JSON', () => {
  test.each([
    ['a program', {}],
    ['a program that says so', { Accept: 'application/json' }],
    ['an image of a page', { Accept: 'image/avif,image/webp,*/*' }],
    ['a page of this server', { ...browser, 'X-Requested-With': 'rpicam-kiosk' }],
  ])('%s', async (_what, headers) => {
    const answer = await ask('/nope', headers);
    expect([answer.status, await answer.json()]).toEqual([404, { detail: 'Not Found', code: 'not-found' }]);
    expect(answer.headers.get('vary')).toContain('Accept');
  });

  test('also a form of a page that sends something', async () => {
    expect(await (await ask('/nope', browser, 'POST')).json()).toMatchObject({ code: 'not-found' });
  });
});
