import { SvelteMap } from 'svelte/reactivity';
import type { Place, RecordedView } from '../../live/live-tile.ts';
import { gapChoice } from './skip-gap.ts';

export const speeds = [0.25, 0.5, 1, 2, 4, 8, 16] as const;
export type Speed = (typeof speeds)[number];

/** Cameras in step may be apart by this much of what is shown; a wider difference is put right. */
const apartMs = 1_500;
/** Putting it right costs a seek of all cameras, so it is not done more often. */
const resyncIntervalMs = 5_000;
/** `step` of the protocol. */
const maxStep = 1_000;

/** Plays the recordings of some cameras in step: it says which place each tile asks for, and follows what they show. */
export class Player {
  /** The moment that is shown or sought, in milliseconds since the epoch. */
  positionMs = $state(0);
  isPlaying = $state(false);
  speed = $state<Speed>(1);
  /** Whether times without any picture are left out. */
  skipsGaps = $state(true);
  /** Playing has come to the end of the recordings. */
  hasEnded = $state(false);
  #cameras = $state.raw<readonly string[]>([]);
  #place = $state.raw<Place>({ at_ms: 0, step: 0, speed: 0, seek: 0 });
  /** One camera shows the picture after another one; the other cameras follow it. */
  #stepping = $state.raw<{ camera: string; place: Place }>();
  readonly #views = new SvelteMap<string, { view: RecordedView; atMs: number }>();
  /** A person drags along the timeline. */
  #scrubbing = false;
  #resyncedAtMs = -Infinity;
  #playsWhenSeen = false;
  readonly #nowMs: () => number;

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  get cameras(): readonly string[] {
    return this.#cameras;
  }

  set cameras(cameras: readonly string[]) {
    this.#cameras = cameras;
    for (const camera of [...this.#views.keys()]) if (!cameras.includes(camera)) this.#views.delete(camera);
    if (this.isPlaying) this.seek(this.positionMs);
  }

  placeOf(camera: string): Place {
    return this.#stepping?.camera === camera ? this.#stepping.place : this.#place;
  }

  viewOf(camera: string): RecordedView {
    return this.#views.get(camera)?.view ?? { kind: 'waiting' };
  }

  /** Whether the shown picture or notice is that of the place that is wanted now. */
  isAnswered(camera: string): boolean {
    const view = this.viewOf(camera);
    return view.kind === 'refused' || ('seek' in view && view.seek === this.placeOf(camera).seek);
  }

  /** Shows this moment, and goes on playing from it where it plays. */
  seek(atMs: number): void {
    this.positionMs = Math.max(0, atMs);
    this.hasEnded = false;
    this.#go({ at_ms: this.positionMs, step: 0, speed: this.isPlaying && !this.#scrubbing ? this.speed : 0 });
  }

  /** Shows the moments of a drag along the timeline. `endScrub` ends it. */
  scrub(atMs: number): void {
    this.#scrubbing = true;
    this.seek(atMs);
  }

  endScrub(): void {
    if (!this.#scrubbing) return;
    this.#scrubbing = false;
    if (this.isPlaying) this.seek(this.positionMs);
  }

  play(): void {
    this.isPlaying = true;
    this.seek(this.positionMs);
  }

  pause(): void {
    if (!this.isPlaying) return;
    this.isPlaying = false;
    this.seek(this.positionMs);
  }

  toggle(): void {
    if (this.isPlaying) this.pause();
    else this.play();
  }

  /** The next faster speed, or the next slower one. */
  changeSpeed(by: 1 | -1): void {
    this.setSpeed(speeds[speeds.indexOf(this.speed) + by] ?? this.speed);
  }

  setSpeed(speed: Speed): void {
    if (speed === this.speed) return;
    this.speed = speed;
    if (this.isPlaying) this.seek(this.positionMs);
  }

  /** Shows the picture so many pictures later, or earlier, of the first camera that has one; the others follow. */
  step(by: 1 | -1): void {
    const camera = this.#reference ?? this.#cameras[0];
    if (camera === undefined) return;
    this.isPlaying = false;
    this.hasEnded = false;
    const before =
      this.#stepping?.camera === camera && !this.isAnswered(camera) ? this.#stepping.place : undefined;
    const at_ms = before?.at_ms ?? this.positionMs;
    const step = Math.min(maxStep, Math.max(-maxStep, (before?.step ?? 0) + by));
    this.#stepping = { camera, place: { at_ms, step, speed: 0, seek: this.#nextSeek() } };
  }

  /** The page is out of sight: it needs no pictures, and goes on where it was. */
  set isSeen(seen: boolean) {
    if (!seen) {
      this.#playsWhenSeen = this.isPlaying;
      this.pause();
    } else if (this.#playsWhenSeen) {
      this.#playsWhenSeen = false;
      this.play();
    }
  }

  /** Takes what a tile shows now. */
  take(camera: string, view: RecordedView): void {
    if (!this.#cameras.includes(camera)) return;
    this.#views.set(camera, { view, atMs: this.#nowMs() });
    if (!this.isAnswered(camera) || this.#scrubbing) return;
    if (view.kind === 'picture') {
      this.#follow(camera, view.capturedAt);
      if (view.isLast) this.hasEnded = true;
    }
    this.tick();
  }

  /** To be called several times a second: a gap has no pictures that would move the position. */
  tick(): void {
    if (!this.isPlaying || this.#scrubbing) return;
    const views = this.#cameras.map((camera) => this.viewOf(camera));
    const choice = gapChoice(views, (_, index) => this.isAnswered(this.#cameras[index] ?? ''));
    switch (choice.kind) {
      case 'go-on':
        return;
      case 'end':
        this.isPlaying = false;
        this.hasEnded = true;
        this.#moveThroughGap();
        return;
      case 'gap':
        if (this.skipsGaps) this.seek(choice.nextMs);
        else this.#moveThroughGap();
        return;
      default:
        choice satisfies never;
    }
  }

  /** The first camera that shows a picture of the wanted place. */
  get #reference(): string | undefined {
    return this.#cameras.find((camera) => this.viewOf(camera).kind === 'picture' && this.isAnswered(camera));
  }

  #follow(camera: string, capturedAt: number): void {
    if (this.#stepping?.camera === camera) {
      this.positionMs = capturedAt;
      const others = this.#place;
      if (others.at_ms !== capturedAt || others.step !== 0)
        this.#place = { at_ms: capturedAt, step: 0, speed: 0, seek: this.#nextSeek() };
      return;
    }
    if (this.#stepping) return;
    if (camera === this.#reference) this.positionMs = capturedAt;
    else if (this.isPlaying) this.#keepInStep(capturedAt);
  }

  #keepInStep(capturedAt: number): void {
    const nowMs = this.#nowMs();
    const tooFar = Math.abs(capturedAt - this.positionMs) > apartMs * Math.max(1, this.speed);
    if (!tooFar || nowMs - this.#resyncedAtMs < resyncIntervalMs) return;
    this.#resyncedAtMs = nowMs;
    this.seek(this.positionMs);
  }

  #moveThroughGap(): void {
    const nowMs = this.#nowMs();
    const moments = this.#cameras.flatMap((camera) => {
      const seen = this.#views.get(camera);
      if (seen?.view.kind === 'end') return [seen.view.atMs];
      if (seen?.view.kind !== 'gap') return [];
      return [seen.view.atMs + (nowMs - seen.atMs) * this.speed];
    });
    if (moments.length > 0) this.positionMs = Math.max(...moments);
  }

  #go(place: Omit<Place, 'seek'>): void {
    this.#stepping = undefined;
    this.#place = { ...place, seek: this.#nextSeek() };
  }

  #lastSeek = 0;
  #nextSeek(): number {
    return ++this.#lastSeek;
  }
}
