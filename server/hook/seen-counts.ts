import { RecentMap } from '../runtime/recent-map.ts';
import type { HookFindings } from './running-hook.ts';

/** A hook invents its labels, and each is a series of the metrics for ever. */
const maxLabels = 32;
/** The label of all further ones. */
const otherLabel = 'other';
/** Hooks of all cameras that are remembered: 64 cameras with eight hooks each. */
const maxHooks = 512;

export interface SeenCount {
  camera: string;
  hook: string;
  label: string;
  count: number;
}

/** Counts what hooks saw, by camera, hook and label, since the server started. */
export class SeenCounts {
  readonly #hooks = new RecentMap<string, { camera: string; hook: string; labels: Map<string, number> }>(
    maxHooks,
  );

  take(camera: string, { hook, annotations }: HookFindings): void {
    if (annotations.length === 0) return;
    const key = JSON.stringify([camera, hook]);
    const counted = this.#hooks.get(key) ?? { camera, hook, labels: new Map<string, number>() };
    this.#hooks.set(key, counted);
    const { labels } = counted;
    for (const { label } of annotations) {
      const isKept = labels.has(label) || labels.size < maxLabels;
      const name = isKept ? label : otherLabel;
      labels.set(name, (labels.get(name) ?? 0) + 1);
    }
  }

  list(): SeenCount[] {
    return this.#hooks
      .entries()
      .flatMap(([, { camera, hook, labels }]) =>
        [...labels].map(([label, count]) => ({ camera, hook, label, count })),
      );
  }
}
