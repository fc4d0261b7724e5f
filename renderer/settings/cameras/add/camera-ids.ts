const maxIdLength = 64;

/** An id made of a name: lower-case Latin letters and digits with hyphens, e.g. "hd-webcam"; or "camera" if there are none. */
export function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, maxIdLength - 8) // room for a number
    .replace(/^-+|-+$/g, '');
  return slug || 'camera';
}

/** `wanted`, or `wanted` with the first free number from 2 on: "door", "door-2", "door-3". */
export function uniqueId(wanted: string, taken: Iterable<string>): string {
  const known = new Set(taken);
  if (!known.has(wanted)) return wanted;
  const stem = wanted.replace(/-\d{1,4}$/, '').slice(0, maxIdLength - 5);
  for (let number = 2; ; number++) {
    const id = `${stem}-${number}`;
    if (!known.has(id)) return id;
  }
}
