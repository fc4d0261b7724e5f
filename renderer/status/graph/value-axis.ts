/** What a graph shows from bottom to top. */
export interface ValueAxis {
  min: number;
  max: number;
  /** Round values from bottom to top, the ends included. */
  ticks: number[];
  /** Digits after the point that tell the ticks apart. */
  digits: number;
}

const stepsWanted = 2;

/** An axis with round ends for these values. @param fromZero false: it begins near the least value */
export function valueAxis(values: readonly (number | null)[], fromZero: boolean): ValueAxis {
  const known = values.filter((value) => value !== null);
  const most = Math.max(0, ...known);
  const least = fromZero || known.length === 0 ? 0 : Math.min(...known);
  const step = roundStep((most - least || (fromZero ? 1 : 2)) / stepsWanted);
  const min = Math.floor(least / step) * step;
  const max = Math.max(min + step, Math.ceil(most / step) * step);
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  const count = Math.round((max - min) / step);
  const ticks = Array.from({ length: count + 1 }, (_, index) => Number((min + index * step).toFixed(digits)));
  return { min, max, ticks, digits };
}

/** The next of 1, 2, 5, 10, 20, … */
function roundStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(atLeast));
  return ([1, 2, 5].find((factor) => factor * power >= atLeast * 0.999) ?? 10) * power;
}
