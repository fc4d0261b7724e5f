const start = '#network/';

/** The place in the settings where a name of the server can be allowed that it does not know yet. */
export function allowNameHash(name: string): string {
  return start + encodeURIComponent(name);
}

/** The name in such a hash. */
export function nameToAllow(hash: string): string | undefined {
  if (!hash.startsWith(start)) return undefined;
  try {
    return decodeURIComponent(hash.slice(start.length)) || undefined;
  } catch {
    return undefined; // Somebody typed an incomplete escape by hand.
  }
}
