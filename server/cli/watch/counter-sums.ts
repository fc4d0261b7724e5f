/** Sums the samples of all metrics whose name matches, by their label `camera`, in Prometheus' text format. */
export function counterSums(text: string, name: RegExp): Map<string, number> {
  const sums = new Map<string, number>();
  for (const line of text.split('\n')) {
    const sample = /^([a-zA-Z_:][\w:]*)\{(.*)\}\s+(\S+)/.exec(line);
    if (!sample || !name.test(sample[1] ?? '')) continue;
    const value = Number(sample[3]);
    const camera = /(?:^|,)camera="((?:[^"\\]|\\.)*)"/.exec(sample[2] ?? '')?.[1];
    if (camera === undefined || !Number.isFinite(value)) continue;
    const id = camera.replaceAll(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter));
    sums.set(id, (sums.get(id) ?? 0) + value);
  }
  return sums;
}
