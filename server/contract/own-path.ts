/**
 * A path on this server with its query and fragment, as it may be sent on to; undefined for anything that could lead
 * elsewhere, e.g. "//evil.example" or "https://…".
 */
export function ownPath(text: string): string | undefined {
  if (!text.startsWith('/') || !URL.canParse(text, ownOrigin)) return undefined;
  const url = new URL(text, ownOrigin);
  const path = url.pathname + url.search + url.hash;
  // "/.//evil.example" is a path of this server until its dots are taken out, and another host after that.
  return url.origin === ownOrigin && !path.startsWith('//') ? path : undefined;
}

/** A host that cannot exist (RFC 2606): an address that stays on it is a path of this server. */
const ownOrigin = 'http://own.invalid';
