/** A place between two steps of a graph, in steps from its left edge. */
export interface Gap {
  from: number;
  to: number;
}

/** The values as lines, each a list of [step, value]: an unknown value (null) ends one and begins the next. */
export function graphLines(values: readonly (number | null)[]): [step: number, value: number][][] {
  const lines: [number, number][][] = [[]];
  for (const [step, value] of values.entries()) {
    if (value === null) lines.push([]);
    else lines.at(-1)?.push([step, value]);
  }
  return lines.filter((line) => line.length > 0);
}

/** Where nothing is known: from the last known value before to the first one after. */
export function graphGaps(values: readonly (number | null)[]): Gap[] {
  const gaps: Gap[] = [];
  for (const [step, value] of values.entries()) {
    if (value !== null) continue;
    const gap = gaps.at(-1);
    const to = Math.min(values.length - 1, step + 1);
    if (gap && gap.to >= step) gap.to = to;
    else gaps.push({ from: Math.max(0, step - 1), to });
  }
  return gaps;
}
