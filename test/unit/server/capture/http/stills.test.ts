import { describe, expect, test } from 'vitest';
import { failure, take } from '../../../../fixtures/images.ts';
import { RawCamera, type RawReply } from '../../../../fixtures/raw-camera.ts';
import { answer, never, picture, rawCapture, seen, stillHead } from './raw-capture.ts';
import { SteppedClock } from '../../../../doubles/stepped-clock.ts';

const good = answer(stillHead(picture.length), picture);
const longer = stillHead(picture.length + 48);
const type = 'Content-Type: image/jpeg';
const chunk = (bytes: Buffer) => [`${bytes.length.toString(16)}\r\n`, bytes, '\r\n'];

describe('a still counts, and the next one follows, when', () => {
  test.each<[string, RawReply]>([
    ['its body is shorter than announced', answer(longer, picture)],
    [
      'its body is shorter than announced and the connection stays',
      { ...answer(longer, picture), open: true },
    ],
    ['its chunks have no end', answer([type, 'Transfer-Encoding: chunked'], ...chunk(picture))],
    [
      'its chunks have no end and the connection stays',
      { ...answer([type, 'Transfer-Encoding: chunked'], ...chunk(picture)), open: true },
    ],
    ['its last chunk is cut off', answer([type, 'Transfer-Encoding: chunked'], '99999\r\n', picture)],
    ['its body has no end', { ...answer([type], picture), open: true }],
    ['zeros follow it', answer(stillHead(picture.length + 5_000), picture, Buffer.alloc(5_000))],
    ['garbage follows it', answer([type], picture, 'sent by camera 7')],
    [
      'the camera closes each connection though it promised not to',
      answer([...stillHead(picture.length), 'Connection: keep-alive'], picture),
    ],
    [
      'its body is longer than announced, but not its picture',
      { ...answer(stillHead(picture.length), picture, '\r\n\r\n'), open: true },
    ],
  ])('%s', async (_, reply) => {
    const { images } = await seen(reply, 3, { framesPerSecond: 100 });
    expect(images).toEqual([picture, picture, picture]);
  });

  test('its body has no end, also where no type is told', async () => {
    const reply = { ...answer([], picture), open: true };
    const { images } = await seen(reply, 3, { answerTimeoutMs: 100 });
    expect(images).toEqual([picture, picture, picture]);
  });
});

const refusals: [string, RawReply][] = [
  ['a 503', { writes: ['HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n'] }],
  ['a 404', { writes: ['HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\nno!'] }],
  ['a 500 on the same connection', { writes: ['HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n'], open: true }],
  ['no answer', { writes: [], open: true }],
  ['a closed connection', { writes: [] }],
  ['half a head', { writes: ['HTTP/1.1 '] }],
  ['something else than HTTP', { writes: ['busy\r\n'] }],
  [
    'a 401',
    { writes: ['HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n'] },
  ],
  ['a 403', { writes: ['HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n'] }],
  ['a page that says it is busy', answer(['Content-Type: text/html'], '<html><body>busy</body></html>')],
  ['a page in the place of a picture', answer([type], '<html><body>busy</body></html>')],
  ['another picture than a JPEG', answer(['Content-Type: image/png'], '\x89PNG\r\n\x1a\n\0\0\0\rIHDR')],
  ['a body that stops half way', { ...answer(longer, picture.subarray(0, 700)), open: true }],
];

describe('one failure between two stills', () => {
  test.each(refusals)('(%s) ends nothing and is counted', async (_, bad) => {
    const { images, drops } = await seen((_request, index) => (index % 2 === 1 ? bad : good), 3, {
      answerTimeoutMs: 600,
    });
    expect(images).toEqual([picture, picture, picture]);
    expect(drops.filter((reason) => reason === 'unanswered')).toHaveLength(2);
  });

  test.each<[string, number, RawReply]>([
    ['no answer', 0, { writes: [], open: true }],
    ['no answer after a slow one', 0, { writes: [], open: true }],
    ['no answer of a slow camera', 500, { writes: [], open: true }],
    ['half a picture', 0, { ...answer(longer, picture.subarray(0, 700)), open: true }],
  ])('(%s) is over before the camera counts as stalled', async (name, delayMs, bad) => {
    const answerTimeoutMs = 3_000;
    const failsAt = delayMs > 0 ? 4 : 14;
    const slowAt = name.includes('after') ? 1 : -1;
    await using camera = await RawCamera.start((_, index) => {
      if (index === failsAt) return bad;
      return { ...good, delayMs: index === slowAt ? 400 : delayMs };
    });
    const capture = rawCapture(camera.url(), { answerTimeoutMs });
    const times: number[] = [];
    for await (const { width } of capture.frames(never())) {
      expect(width).toBe(64);
      if (times.push(performance.now()) === failsAt + 3) break;
    }
    expect(capture.report.drops).toContain('unanswered');
    // The shortest time of a camera's watchdog is as long as an answer may take.
    const gapsMs = times.map((atMs, index) => atMs - (times[index - 1] ?? atMs));
    expect(Math.max(...gapsMs)).toBeLessThan(answerTimeoutMs);
  });

  test('that follows another is the reason that is shown', async () => {
    await using camera = await RawCamera.start((_, index) =>
      index === 0 ? good : (refusals[0]?.[1] ?? good),
    );
    const { report, frames } = rawCapture(camera.url());
    expect(await failure(frames(never()))).toMatchObject({
      code: 'unreachable',
      message: 'the camera answers 503 Service Unavailable',
    });
    expect(camera.requests).toHaveLength(3);
    expect(report.drops).toEqual(['unanswered']);
  });

  test('is not forgiven before the first still', async () => {
    await using camera = await RawCamera.start(() => refusals[0]?.[1] ?? good);
    await failure(rawCapture(camera.url()).frames(never()));
    expect(camera.requests).toHaveLength(1);
  });

  test('waits until the next still is due', async () => {
    const clock = SteppedClock.hurried();
    const odd = (_request: string, index: number) => (index === 1 ? (refusals[0]?.[1] ?? good) : good);
    await seen(odd, 3, { clock, framesPerSecond: 10 });
    expect(clock.sleepsMs.slice(0, 2)).toEqual([100, 100]);
  });
});

test('a still that is cut off is counted and costs no other', async () => {
  const cut = answer(longer, picture.subarray(0, 300));
  const { images, drops } = await seen((_, index) => (index % 2 === 0 ? cut : good), 3);
  expect(images).toEqual([picture, picture, picture]);
  expect(drops).toEqual(['truncated', 'truncated', 'truncated']);
});

describe('stills that are longer than their head says', () => {
  const shorter = answer(stillHead(picture.length - 48), picture);
  test.each<[string, RawReply]>([
    ['closes the connection', shorter],
    ['keeps the connection', { ...shorter, open: true }],
  ])('are shown from the third on when the camera %s', async (_, reply) => {
    const { images, drops, requests } = await seen(reply, 3, { framesPerSecond: 100 });
    expect(images).toEqual([picture, picture, picture]);
    expect(drops).toEqual(['truncated', 'truncated']);
    expect(requests).toHaveLength(5);
  });

  test('do not make a correct length ignored', async () => {
    const short = { ...answer(stillHead(300), picture.subarray(0, 300)), open: true };
    const whole = { ...good, open: true };
    await using camera = await RawCamera.start((_, index) => (index < 3 ? short : whole));
    const { report, frames } = rawCapture(camera.url(), { answerTimeoutMs: 1_500 });
    expect(await take(frames(never()), 2)).toHaveLength(2);
    // The third was never completed, and its connection cannot be used again.
    expect(report.drops).toEqual(['truncated', 'truncated', 'truncated']);
    expect([camera.requests.length, camera.connectionCount]).toEqual([5, 2]);
  });
});

test('a camera whose connection is kept after a refusal is asked over the same one', async () => {
  const refusal: RawReply = { writes: ['HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy'], open: true };
  const kept = { ...good, open: true };
  await using camera = await RawCamera.start((_, index) => (index === 1 ? refusal : kept));
  await take(rawCapture(camera.url()).frames(never()), 3);
  expect(camera.connectionCount).toBe(1);
});

test('a connection with more bytes than the picture is not used again', async () => {
  const [head = ''] = answer(stillHead(picture.length)).writes;
  const reply = {
    writes: [Buffer.concat([Buffer.from(head), picture, Buffer.from('HTTP/1.1 ')])],
    open: true,
  };
  await using camera = await RawCamera.start(() => reply);
  expect(await take(rawCapture(camera.url()).frames(never()), 3)).toHaveLength(3);
  expect(camera.connectionCount).toBe(camera.requests.length);
});
