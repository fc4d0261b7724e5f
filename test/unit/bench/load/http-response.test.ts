import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HttpResponse, type ResponseHead } from '../../../bench/load/http-response.ts';

function read(text: string, cuts: number[] = []) {
  const bytes = Buffer.from(text, 'latin1');
  const heads: ResponseHead[] = [];
  let body = '';
  const response = new HttpResponse((head) => {
    heads.push(head);
    return (chunk, start, end) => (body += chunk.toString('latin1', start, end));
  });
  const positions = [0, ...cuts.sort((a, b) => a - b), bytes.length];
  positions
    .slice(1)
    .forEach((end, index) =>
      response.take(bytes.subarray(positions[index], end), 0, end - (positions[index] ?? 0)),
    );
  return { heads, body, ended: response.ended };
}

const chunked =
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=1\r\n world\r\n0\r\n\r\n';

describe('an HTTP response', () => {
  test('gives its head once and then its body', () => {
    const { heads, body, ended } = read(
      'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello',
    );
    expect(heads).toHaveLength(1);
    expect(heads[0]?.status).toBe(200);
    expect(heads[0]?.headers.get('content-type')).toBe('text/plain');
    expect(body).toBe('hello');
    expect(ended).toBe(true);
  });

  test('without a length goes on for as long as its connection', () => {
    const { body, ended } = read('HTTP/1.0 200 OK\r\n\r\nhello');
    expect(body).toBe('hello');
    expect(ended).toBe(false);
  });

  test('is not ended before its whole length has come', () => {
    expect(read('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell').ended).toBe(false);
  });

  test('loses its chunk framing wherever the bytes are cut', () => {
    const cuts = fc.array(fc.integer({ min: 0, max: chunked.length }), { maxLength: 12 });
    fc.assert(
      fc.property(cuts, (positions) => {
        const { body, ended } = read(chunked, positions);
        expect(body).toBe('hello world');
        expect(ended).toBe(true);
      }),
    );
  });

  test('that is none is refused', () => {
    expect(() => read('SSH-2.0-OpenSSH\r\n\r\n')).toThrow(/not an HTTP response/);
    expect(() => read('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n')).toThrow(
      /not a chunk size/,
    );
  });
});
