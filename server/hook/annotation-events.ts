import type { ServerEvent } from '../contract/events.ts';
import type { Clock } from '../runtime/clock.ts';
import { BurstLimit } from '../runtime/queue/burst-limit.ts';
import { RecentMap } from '../runtime/recent-map.ts';
import type { HookFindings } from './running-hook.ts';

type AnnotationEvent = Extract<ServerEvent, { type: 'annotations' }>;

/** Of one camera: on average, and at once after a pause. */
const perSecond = 2;
const burstMs = 2_000;
const maxCameras = 64;

interface Told {
  limit: BurstLimit;
  /** The hooks whose last event said that they see something. */
  seeing: Set<string>;
}

/** Makes events of what hooks see: not of each picture, but always of the one in which a hook sees nothing any more. */
export class AnnotationEvents {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #publish: (event: AnnotationEvent) => void;
  readonly #cameras = new RecentMap<string, Told>(maxCameras);

  constructor(clock: Pick<Clock, 'nowMs'>, publish: (event: AnnotationEvent) => void) {
    this.#clock = clock;
    this.#publish = publish;
  }

  take(camera: string, { hook, capturedAt, annotations }: HookFindings): void {
    const told = this.#cameras.get(camera) ?? {
      limit: new BurstLimit(() => perSecond, burstMs),
      seeing: new Set<string>(),
    };
    this.#cameras.set(camera, told);
    const nowMs = this.#clock.nowMs();
    const isOver = annotations.length === 0;
    if (isOver ? !told.seeing.delete(hook) : told.limit.waitMs(nowMs) > 0) return;
    told.limit.spend(nowMs);
    if (!isOver) told.seeing.add(hook);
    this.#publish({ type: 'annotations', camera, hook, at_ms: capturedAt, annotations: [...annotations] });
  }
}
