import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bodyFraming } from '../../../../../server/capture/http/body-framing.ts';
import { bodyReader } from '../../../../../server/capture/http/body-reader.ts';
import { HeadReader, maxAnswerHeadBytes } from '../../../../../server/capture/http/head-reader.ts';
import { MalformedHttp } from '../../../../../server/capture/http/malformed-http.ts';
import { PartFilter } from '../../../../../server/capture/http/part-filter.ts';
import { CaptureError } from '../../../../../server/contract/capture-error.ts';
import { failure, take } from '../../../../fixtures/images.ts';
import { RawCamera } from '../../../../fixtures/raw-camera.ts';
import { never, picture, rawCapture } from './raw-capture.ts';

/** Pieces with a meaning in HTTP, far more often than by chance. */
const meaningful = fc.constantFrom(
  ...[
    'HTTP/1.1 200 OK',
    'http/1.0 200',
    'ICY 200 OK',
    'HTTP/1.1 100 Continue',
    'HTTP/1.1 401 No',
    'HTTP/1.1 302 Found',
  ],
  ...[
    '\r\n',
    '\n',
    '\r',
    '\r\n\r\n',
    '\n\n',
    ' ',
    '\t',
    ':',
    '\0',
    '--',
    '--b',
    '--b\r\n',
    '--b--',
    '\xff\xd8',
    '\xff\xd8\xff',
  ],
  ...[
    'Content-Type: image/jpeg\r\n',
    'Content-Type: multipart/x-mixed-replace; boundary=b\r\n',
    'Content-Type: audio/basic\r\n',
  ],
  ...[
    'Content-Length: 5\r\n',
    'Content-Length: -1\r\n',
    'Transfer-Encoding: chunked\r\n',
    'Location: /x\r\n',
    'Set-Cookie: a=b\r\n',
  ],
  ...[
    'WWW-Authenticate: Digest realm="x", nonce="y", qop=""\r\n',
    '5\r\nabcde\r\n',
    '0\r\n\r\n',
    'ffffffff\r\n',
    '<html>',
    '{"a"',
  ],
);
const noise = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
const whole = fc.constant(picture.toString('latin1'));
const bytes = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: meaningful },
      { weight: 1, arbitrary: noise },
      { weight: 1, arbitrary: whole },
    ),
    {
      maxLength: 30,
    },
  )
  .map((pieces) => Buffer.from(pieces.join(''), 'latin1'));
const lengths = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 20 });

function cut(all: Buffer, sizes: number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < all.length; at += sizes[(chunks.length - 1) % sizes.length] ?? 1) {
    chunks.push(all.subarray(at, at + (sizes[chunks.length % sizes.length] ?? 1)));
  }
  return chunks;
}

/** The answer in these chunks: its head, its body, and the fault that ended it. */
function outline(chunks: Buffer[]): unknown {
  const reader = new HeadReader();
  let body = '';
  let found: { status: number; headers: [string, string][] } | undefined;
  let framed: ReturnType<typeof bodyReader> | undefined;
  const take = (part: Buffer) => void (body += part.toString('latin1'));
  try {
    for (const chunk of chunks) {
      // The bytes are valid during the call only.
      const lent = Buffer.from(chunk);
      if (framed) framed.push(lent, take);
      else {
        const read = reader.push(lent);
        if (read) {
          found = { status: read.head.status, headers: [...read.head.headers] };
          framed = bodyReader(bodyFraming(read.head));
          framed.push(Buffer.concat([read.bodyBefore, lent.subarray(read.bodyOffset)]), take);
        }
      }
      lent.fill(0);
    }
    if (!found) {
      const head = reader.end();
      if (head) found = { status: head.status, headers: [...head.headers] };
    }
    return { found, body, ended: framed?.ended };
  } catch (error) {
    if (!(error instanceof MalformedHttp)) throw error;
    return { found, body, fault: error.message };
  }
}

describe('any bytes', () => {
  test('are the same answer whatever their pieces', () => {
    fc.assert(
      fc.property(bytes, lengths, (all, sizes) => {
        expect(outline(cut(all, sizes))).toEqual(outline([all]));
      }),
      { numRuns: 2_000 },
    );
  });

  test('pass the filter of parts the same however they are cut', () => {
    const filtered = (chunks: Buffer[]) => {
      const filter = new PartFilter('--b');
      let passed = '';
      for (const chunk of chunks) filter.push(chunk, (part) => (passed += part.toString('latin1')));
      return { passed, isClosed: filter.isClosed };
    };
    fc.assert(
      fc.property(bytes, lengths, (all, sizes) => {
        expect(filtered(cut(all, sizes))).toEqual(filtered([all]));
      }),
      { numRuns: 2_000 },
    );
  });

  test('from a camera end its capture with a reason, or in pictures', async () => {
    let reply = Buffer.alloc(0);
    let stop = new AbortController();
    let asked = 0;
    await using camera = await RawCamera.start(() => {
      if (++asked === 6) stop.abort();
      return { writes: [reply] };
    });
    await fc.assert(
      fc.asyncProperty(bytes, async (all) => {
        reply = all;
        stop = new AbortController();
        asked = 0;
        const capture = rawCapture(camera.url('/', 'me:pass@'), { answerTimeoutMs: 30 });
        try {
          await take(capture.frames(stop.signal), 3);
        } catch (error) {
          expect(error).toBeInstanceOf(CaptureError);
        }
      }),
      { numRuns: 150, interruptAfterTimeLimit: 20_000 },
    );
  });
});

describe('bytes without an end take bounded memory', () => {
  test.each([
    ['a first line', 'HTTP/1.1 200 OK', 'x'],
    ['another first line', '', 'x'],
    ['a header', 'HTTP/1.1 200 OK\r\nA: ', 'x'],
    ['headers', 'HTTP/1.1 200 OK\r\n', 'a: b\r\n'],
    ['empty lines', '', '\r\n'],
    ['answers before the answer', '', 'HTTP/1.1 100 Continue\r\n\r\n'],
  ])('in %s', (_, beginning, repeated) => {
    const reader = new HeadReader();
    const block = Buffer.from(repeated.repeat(100), 'latin1');
    reader.push(Buffer.from(beginning, 'latin1'));
    let pushed = 0;
    expect(() => {
      for (; pushed < 10 * maxAnswerHeadBytes; pushed += block.length) reader.push(block);
    }).toThrow(MalformedHttp);
    expect(pushed).toBeLessThanOrEqual(maxAnswerHeadBytes);
  });

  test.each([
    ['the size of a chunk', '1', 'x'],
    ['an extension of a chunk', '1;', 'x'],
    ['a trailer', '0\r\n', 'x'],
  ])('in %s', (_, beginning, repeated) => {
    const reader = bodyReader({ kind: 'chunked' });
    const block = Buffer.from(repeated.repeat(1_000), 'latin1');
    reader.push(Buffer.from(beginning, 'latin1'), () => undefined);
    expect(() => {
      for (let count = 0; count < 100; count++) reader.push(block, () => undefined);
    }).toThrow(MalformedHttp);
  });

  test('in trailers, which end', () => {
    const reader = bodyReader({ kind: 'chunked' });
    reader.push(Buffer.from(`0\r\n${'a: b\r\n'.repeat(1_000)}`), () => undefined);
    expect(reader.ended).toBe(true);
  });
});

test('a body passes without a copy', () => {
  const chunk = Buffer.from(`4\r\nabcd\r\n`);
  const taken: Buffer[] = [];
  bodyReader({ kind: 'chunked' }).push(chunk, (part) => taken.push(part));
  bodyReader({ kind: 'close' }).push(chunk, (part) => taken.push(part));
  new PartFilter('--b').push(chunk, (part) => taken.push(part));
  expect(taken.map((part) => part.buffer === chunk.buffer)).toEqual([true, true, true]);
});

test('a stream of sound without an end keeps nothing', async () => {
  const head =
    'HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n--b\r\nContent-Type: audio/basic\r\n\r\n';
  const flood = Array.from({ length: 300 }, () => Buffer.alloc(64 * 1024, 0x55));
  await using camera = await RawCamera.start(() => ({ writes: [head, ...flood] }));
  const before = process.memoryUsage().arrayBuffers;
  const { report, frames } = rawCapture(camera.url());
  expect(await failure(frames(never()))).toMatchObject({ code: 'ended' });
  expect(report.drops).toEqual([]);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(30 * 1024 * 1024);
});
