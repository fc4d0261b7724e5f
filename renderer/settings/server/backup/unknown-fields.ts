/** Places in `given` that are not in `kept`, e.g. "cameras.0.widht": what a schema leaves out. Both are JSON. */
export function unknownFields(given: unknown, kept: unknown, at = ''): string[] {
  if (typeof given !== 'object' || given === null || typeof kept !== 'object' || kept === null) return [];
  const keptParts = new Map(Object.entries(kept) as [string, unknown][]);
  return (Object.entries(given) as [string, unknown][]).flatMap(([name, value]) => {
    const place = at === '' ? name : `${at}.${name}`;
    return keptParts.has(name) ? unknownFields(value, keptParts.get(name), place) : [place];
  });
}
