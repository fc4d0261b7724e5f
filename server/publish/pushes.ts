import type { PublishHealth } from '../contract/publish.ts';
import type { Clock } from '../runtime/clock.ts';
import { CameraPush, pushHealth, type PushState } from './camera-push.ts';
import type { EncodedCamera, Encoders } from './encoders.ts';

/** A camera with the server that it is published on, where one is configured. */
export interface PublishedCamera extends EncodedCamera {
  config: EncodedCamera['config'] & { publish?: string | null | undefined };
}

export interface PushesParts {
  encoders: Encoders;
  clock: Clock;
  onState: (camera: string, state: PushState, isNews: boolean) => void;
}

/** What the push of one camera has done. */
export interface PushFigures {
  camera: string;
  state: PushState['kind'];
  pictures: number;
  bytes: number;
  skipped: number;
  connections: number;
}

/** The cameras that are published on other servers, as the configuration says. */
export class Pushes {
  readonly #parts: PushesParts;
  readonly #running = new Map<string, { push: CameraPush; stop: AbortController; ended: Promise<void> }>();
  readonly #ending = new Set<Promise<void>>();

  constructor(parts: PushesParts) {
    this.#parts = parts;
  }

  /** Starts, changes and ends pushes. */
  apply(cameras: readonly PublishedCamera[]): void {
    const wanted = new Map(cameras.map((camera) => [camera.config.id, camera]));
    for (const [id, { push }] of this.#running) {
      const camera = wanted.get(id);
      if (camera?.config.publish !== push.address || camera.hub !== push.camera.hub) this.#stop(id);
    }
    for (const [id, camera] of wanted) {
      if (camera.config.publish && !this.#running.has(id)) this.#start(camera, camera.config.publish);
    }
  }

  healthOf(id: string): PublishHealth {
    return pushHealth(this.#running.get(id)?.push);
  }

  figures(): PushFigures[] {
    return [...this.#running].map(([camera, { push }]) => ({
      ...{ camera, state: push.state.kind },
      ...push.counters,
    }));
  }

  /** Resolves when all connections are closed. */
  async close(): Promise<void> {
    for (const id of [...this.#running.keys()]) this.#stop(id);
    await Promise.all(this.#ending);
  }

  #start(camera: PublishedCamera, address: string): void {
    const { encoders, clock, onState } = this.#parts;
    const { id } = camera.config;
    const push = new CameraPush({
      ...{ camera, address, encoders, clock },
      onState: (state, isNews) => onState(id, state, isNews),
    });
    const stop = new AbortController();
    this.#running.set(id, { push, stop, ended: push.run(stop.signal) });
  }

  #stop(id: string): void {
    const running = this.#running.get(id);
    if (!running) return;
    this.#running.delete(id);
    running.stop.abort();
    const ending = running.ended.finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }
}
