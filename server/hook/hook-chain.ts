import { FrameHub } from '../frame/frame-hub.ts';
import type { HeldFrame } from '../frame/held-frame.ts';
import type { Subscriber } from '../frame/subscriber.ts';
import type { PictureQueue } from '../picture/picture-queue.ts';
import type { Clock } from '../runtime/clock.ts';
import { ChainPicture } from './chain-picture.ts';
import { HookProblem } from './hook-problem.ts';
import type { HookAnswer } from './process/hook-process.ts';
import type { GivenPicture, RunningHook } from './running-hook.ts';

/** After the last viewer left, the processes of hooks go on for this time: a reload of a page does not start them anew. */
const lingerMs = 30_000;
/** Viewers wait this long for one picture of all hooks together. */
const patienceMs = 250;

export interface HookChainParts {
  camera: string;
  /** The pictures without hooks. */
  source: FrameHub;
  queue: PictureQueue;
  clock: Clock;
  /** Called with an error of this program; the picture is shown without hooks. */
  onProblem: (error: unknown) => void;
}

/**
 * The pictures of one camera with its hooks. Each picture goes through the hooks in their order. A hook that is late,
 * starting or failed is left out, so that viewers always get the newest picture, with the hooks that are in time.
 *
 * What a hook answers is not masked again: its process has got no picture without the mask, see `RunningHook.takes`, and
 * the zones would not fit a picture that it has cut or turned.
 */
export class HookChain {
  readonly hub: FrameHub;
  readonly #parts: HookChainParts;
  #subscriber: Subscriber | undefined;
  #linger = new AbortController();
  #busy = false;
  #closed = false;
  #hooks: readonly RunningHook[] = [];

  constructor(parts: HookChainParts) {
    this.#parts = parts;
    const { source } = parts;
    const onFault = (error: unknown) => source.noteFault(error);
    this.hub = new FrameHub(() => this.#demandChanged(), source.clock, onFault);
  }

  get camera(): string {
    return this.#parts.camera;
  }

  /** In the order in which they get a picture. */
  get hooks(): readonly RunningHook[] {
    return this.#hooks;
  }

  /** Takes other hooks; viewers stay. Resolves when the processes of the former have ended. */
  async setHooks(hooks: readonly RunningHook[]): Promise<void> {
    const former = this.#hooks;
    this.#hooks = hooks;
    this.#demandChanged();
    await Promise.all(former.map((hook) => hook.stop()));
  }

  /** Ends the hooks, and the viewers' subscriptions. Resolves when all processes have ended. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#linger.abort();
    this.#subscriber?.[Symbol.dispose]();
    this.hub.close();
    await Promise.all(this.hooks.map((hook) => hook.stop()));
  }

  #demandChanged(): void {
    if (this.#closed) return;
    const watched = this.hub.subscriberCount > 0;
    const always = this.hooks.filter(({ use }) => use.run === 'always');
    this.#linger.abort();
    for (const hook of watched ? this.hooks : always) hook.start();
    if (watched || always.length > 0) this.#subscribe();
    else {
      this.#subscriber?.[Symbol.dispose]();
      this.#subscriber = undefined;
    }
    if (watched) return;
    this.hub.forgetLatest();
    this.#linger = new AbortController();
    void this.#stopUnwatched(this.#linger.signal);
  }

  async #stopUnwatched(signal: AbortSignal): Promise<void> {
    await this.#parts.clock.sleep(lingerMs, signal);
    if (signal.aborted) return;
    for (const hook of this.hooks) if (hook.use.run !== 'always') void hook.stop();
  }

  #subscribe(): void {
    this.#subscriber ??= this.#parts.source.subscribe(
      'variant',
      () => void this.#next(),
      () => this.hub.close(),
      this.hub,
    );
  }

  async #next(): Promise<void> {
    if (this.#busy) return; // meanwhile the slot keeps the newest picture
    this.#busy = true;
    try {
      for (let held = this.#subscriber?.take(); held; held = this.#subscriber?.take()) await this.#show(held);
    } finally {
      this.#busy = false;
    }
  }

  async #show(held: HeldFrame): Promise<void> {
    const original = ChainPicture.of(held, this.#parts.queue);
    try {
      const picture = held.frame.origin === 'camera' ? await this.#pass(original) : original;
      // Nobody sees it: it was for the hooks alone.
      if (this.hub.subscriberCount === 0) return;
      if (picture === original) return this.hub.publishHeld(held);
      const frame = await picture.shown();
      this.hub.publish(frame);
      frame.memory?.release();
    } catch (error) {
      this.#parts.onProblem(error);
      this.hub.publishHeld(held);
    } finally {
      original.leave();
    }
  }

  /** Gives a picture to all hooks. Resolves with the picture of those that are awaited and in time. */
  async #pass(original: ChainPicture): Promise<ChainPicture> {
    let picture = original;
    for (const hook of this.hooks) {
      if (!hook.takes(original.frame)) continue;
      const isAwaited = hook.isAwaited;
      const answering = this.#give(hook, picture);
      if (!isAwaited) continue;
      const answer = await this.#inTime(answering);
      picture = (answer && this.#answered(hook, picture, answer)) ?? picture;
    }
    return picture;
  }

  async #give(hook: RunningHook, picture: ChainPicture): Promise<HookAnswer | undefined> {
    picture.join();
    try {
      return await hook.run(picture.frame, () => this.#given(hook, picture));
    } finally {
      picture.leave();
    }
  }

  async #given(hook: RunningHook, picture: ChainPicture): Promise<GivenPicture> {
    const { head, bytes } = await picture.formed(hook.form ?? { wants: 'jpeg', maxWidth: undefined });
    const { sequence, capturedAt } = picture.frame;
    const { camera } = this.#parts;
    return { head: { ...head, camera, sequence, time: Math.round(capturedAt) }, bytes };
  }

  /** The answer, or undefined when it does not come in time. */
  async #inTime(answering: Promise<HookAnswer | undefined>): Promise<HookAnswer | undefined> {
    const done = new AbortController();
    const late = this.#parts.clock.sleep(patienceMs, done.signal).then(() => undefined);
    try {
      return await Promise.race([answering, late]);
    } finally {
      done.abort();
    }
  }

  #answered(hook: RunningHook, picture: ChainPicture, answer: HookAnswer): ChainPicture | undefined {
    try {
      return picture.answered(answer);
    } catch (error) {
      if (!(error instanceof HookProblem)) throw error;
      hook.refuse(error);
      return undefined;
    }
  }
}
