import { durationText } from '../../parts/text/figures.ts';

/** How a value of a graph is written. */
export interface GraphUnit {
  /** After the number, e.g. " °C"; empty for a number without a unit. */
  suffix: string;
  digits: number;
}

export function valueText(value: number | null, { suffix, digits }: GraphUnit): string {
  return value === null ? 'no value' : `${value.toFixed(digits)}${suffix}`;
}

/** "14:03:10", by the clock where this browser is. @param nowSeconds of the newest step, since the epoch */
export function stepTime(step: number, steps: number, stepSeconds: number, nowSeconds: number): string {
  const at = new Date((nowSeconds - (steps - 1 - step) * stepSeconds) * 1_000);
  return at.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}

/** The whole graph in one or two sentences. */
export function summaryText(
  values: readonly (number | null)[],
  stepSeconds: number,
  unit: GraphUnit,
): string {
  const known = values.filter((value) => value !== null);
  const unknown = values.length - known.length;
  const none = unknown > 0 ? ` No values for ${durationText(unknown * stepSeconds)}.` : '';
  if (known.length === 0) return none.trim();
  const text = (value: number) => valueText(value, unit);
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const range = `lowest ${text(Math.min(...known))}, average ${text(mean)}, highest ${text(Math.max(...known))}`;
  return `Last ${durationText(values.length * stepSeconds)}: ${range}.${none}`;
}
