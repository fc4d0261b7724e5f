import type { AnswerHead } from './answer-head.ts';

/** The target of a redirect; undefined when the answer is no redirect. */
export type Redirect = { kind: 'target'; url: URL } | { kind: 'refused'; scheme: string };

export function redirectOf({ status, headers }: AnswerHead, from: URL): Redirect | undefined {
  const location = headers.get('location');
  if (status < 300 || status > 399 || !location) return undefined;
  const text = Buffer.from(location, 'latin1').toString('utf8');
  if (!URL.canParse(text, from.href)) return undefined;
  const url = new URL(text, from);
  if (!/^https?:$/.test(url.protocol)) return { kind: 'refused', scheme: url.protocol.slice(0, 20) };
  return { kind: 'target', url };
}

/** A redirect must not send the password to another machine, nor from https to http. */
export function mayShareLogin(from: URL, to: URL): boolean {
  return to.hostname === from.hostname && (to.protocol === from.protocol || to.protocol === 'https:');
}
