import { mkdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Door } from '../../../../../server/access/door.ts';
import { StreamMarks } from '../../../../../server/camera/stream-marks.ts';
import { ConfigStore } from '../../../../../server/config/config-store.ts';
import { createApp } from '../../../../../server/http/app.ts';
import { listen, type Listener } from '../../../../../server/http/port/listen.ts';
import { pageOperations } from '../../../../../server/http/routes/pages.ts';
import { systemClock as clock } from '../../../../../server/runtime/clock.ts';
import { silentLogger as logger } from '../../../../doubles/silent-logger.ts';
import { askOnce } from '../../../../fixtures/ask-once.ts';
import { TemporaryFolder } from '../../config/temporary-folder.ts';

let folder: TemporaryFolder;
let listener: Listener;
const ask = (path: string, headers: Record<string, string> = {}) =>
  // Not fetch, which adds a Cache-Control that asks for the whole page.
  askOnce(`http://127.0.0.1:${listener.port}${path}`, { headers });

beforeAll(async () => {
  folder = new TemporaryFolder();
  mkdirSync(join(folder.path, 'assets'));
  for (const name of ['index.html', 'login.html', 'guest.html', 'icon.svg'])
    folder.write(name, `new ${name}`);
  const store = await ConfigStore.open({ folder: folder.path, reservedPorts: [], clock, logger });
  const door = new Door({ config: () => store.current, clock });
  const operations = pageOperations({ pagesFolder: folder.path });
  const app = createApp({ operations, door, store, marks: new StreamMarks(), clock, logger });
  listener = await listen(app, '127.0.0.1', 0);
});
afterAll(async () => {
  await listener.close();
  folder[Symbol.dispose]();
});

describe.each([
  ['/', 'index.html'],
  ['/login', 'login.html'],
  ['/guest', 'guest.html'],
  ['/settings', 'index.html'],
  ['/icon.svg', 'icon.svg'],
])('the page %s', (path, name) => {
  test('is not sent again while it is the same', async () => {
    const etag = (await ask(path)).headers.etag ?? '';
    expect((await ask(path, { 'If-None-Match': etag })).status).toBe(304);
  });

  test('of an older package is sent to a browser that knows a newer one', async () => {
    const known = await ask(path);
    const headers = {
      'If-None-Match': known.headers.etag ?? '',
      'If-Modified-Since': known.headers['last-modified'] ?? '',
    };
    const file = join(folder.path, name);
    folder.write(name, `older ${name}`);
    const before = statSync(file).mtimeMs / 1_000 - 86_400;
    utimesSync(file, before, before);
    const answer = await ask(path, headers);
    expect([answer.status, answer.text]).toEqual([200, `older ${name}`]);
  });
});

test.each(['/assets/none.js', '/none.js', '/assets/%00', `/assets/${'a'.repeat(300)}`])(
  'a file that is not there is refused without its place on this machine: %s',
  async (path) => {
    const { text } = await ask(path);
    expect(JSON.parse(text)).toHaveProperty('detail');
    expect(text).not.toContain(folder.path);
  },
);

test.each(['/', '/icon.svg'])('%s is given whole, also where a part is asked for', async (path) => {
  expect(await ask(path, { Range: 'bytes=-999999' })).toMatchObject({ status: 200 });
});
