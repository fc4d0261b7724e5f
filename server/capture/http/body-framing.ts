import type { AnswerHead } from './answer-head.ts';

/** How the end of a body is told. */
export type BodyFraming = { kind: 'length'; bytes: number } | { kind: 'chunked' } | { kind: 'close' };

/**
 * What the headers say of the body's end. Chunks go before a length. A length that is no number, is told in two
 * ways, is 0 where there should be a picture, or belongs to a stream (cameras put 0, -1 or 2147483647) tells nothing.
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
