import type { AnswerHead } from './answer-head.ts';

/** The way in which an answer tells the end of its body. */
export type BodyFraming = { kind: 'length'; bytes: number } | { kind: 'chunked' } | { kind: 'close' };

/**
 * How the headers announce the end of the body. "chunked" has priority over a length. These lengths are ignored: no
 * number, two different ones, 0 where a picture is expected, and the length of a stream (cameras send 0, -1 or
 * 2147483647).
 */
export function bodyFraming({ status, headers }: Pick<AnswerHead, 'status' | 'headers'>): BodyFraming {
  if (status === 204 || status === 304) return { kind: 'length', bytes: 0 };
  if (/\bchunked\b/i.test(headers.get('transfer-encoding') ?? '')) return { kind: 'chunked' };
  const lengths = new Set((headers.get('content-length') ?? '').split(',').map((length) => length.trim()));
  const [length = ''] = lengths;
  if (lengths.size !== 1 || !/^\d{1,15}$/.test(length)) return { kind: 'close' };
  if (status === 200 && (Number(length) === 0 || isStream(headers))) return { kind: 'close' };
  return { kind: 'length', bytes: Number(length) };
}

function isStream(headers: AnswerHead['headers']): boolean {
  return /^\s*multipart\//i.test(headers.get('content-type') ?? '');
}
