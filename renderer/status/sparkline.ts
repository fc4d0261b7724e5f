/** A line through `values` as SVG polylines in a box of `width` × `height`: a gap (null) ends one and begins the next. */
export function sparklines(
  values: readonly (number | null)[],
  { width, height, max }: { width: number; height: number; max: number },
): string[] {
  const stepX = values.length > 1 ? width / (values.length - 1) : 0;
  const scale = max > 0 ? height / max : 0;
  const lines: string[][] = [[]];
  for (const [index, value] of values.entries()) {
    if (value === null) {
      lines.push([]);
      continue;
    }
    const y = height - Math.min(value, max) * scale;
    lines.at(-1)?.push(`${round(index * stepX)},${round(y)}`);
  }
  // A browser draws no line of a single point, so each line has its last point twice.
  return lines.filter((points) => points.length > 0).map((points) => [...points, points.at(-1)].join(' '));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
