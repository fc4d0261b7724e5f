import { errorText } from '../../../server/contract/error-text.ts';
import { Player } from '../play/player.svelte.ts';
import { readRecordings } from '../../recordings-api.ts';
import { rangeOf, type Marks } from '../select/selection.ts';
import { readSpanBefore } from '../timeline/read-spans.ts';
import { nextStart, previousStart, together } from '../timeline/spans.ts';
import {
  dayBeside,
  dayOf,
  fitting,
  lengthOf,
  showing,
  zoomed,
  type TimeRange,
} from '../timeline/time-range.ts';
import { Timelines } from '../timeline/timelines.svelte.ts';
import { maxCameras, type RecordingsAddress } from './recordings-address.ts';

export type Opening =
  | { kind: 'opening' }
  | { kind: 'open' }
  /** No camera has any recording. */
  | { kind: 'nothing' }
  | { kind: 'failed'; why: string };

/** The length of the time that the page shows at first, at the newest recording. */
const firstBackMs = 60_000;
const dayMs = 86_400_000;

/** The page Recordings: which cameras and which time it shows. */
export class RecordingsModel {
  readonly player = new Player();
  readonly timelines: Timelines;
  opening = $state.raw<Opening>({ kind: 'opening' });
  /** The time that the timeline shows. */
  range = $state.raw<TimeRange>({ fromMs: 0, toMs: dayMs });
  marks = $state.raw<Marks>({});
  /** Another number after each change of the recordings. */
  version = $state(0);
  /** What a jump has found, for people: empty where it has moved the position. */
  message = $state('');
  readonly selected = $derived(rangeOf(this.marks));
  readonly #nowMs: () => number;

  /** @param nowMs by the clock of the server */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
    this.timelines = new Timelines(nowMs);
  }

  /** The times with pictures of any chosen camera, as far as they are loaded. */
  readonly spans = $derived(together(this.player.cameras.map((id) => this.timelines.spansOf(id) ?? [])));

  /**
   * Shows what the address names, or the newest recording. @param cameras all of them, those to try first at the front
   */
  async open(address: RecordingsAddress, cameras: readonly string[]): Promise<void> {
    this.opening = { kind: 'opening' };
    try {
      const { marks, spanMs, atMs } = address;
      this.marks = marks;
      const chosen = address.cameras.length > 0 ? address.cameras : undefined;
      if (atMs !== undefined) {
        this.player.cameras = chosen ?? cameras.slice(0, 1);
        this.#showAt(atMs, spanMs ?? lengthOf(dayOf(atMs)));
      } else if (!(await this.#openNewest(chosen ?? cameras, chosen))) {
        this.player.cameras = chosen ?? cameras.slice(0, 1);
        this.opening = { kind: 'nothing' };
        return;
      }
      this.opening = { kind: 'open' };
      await this.load();
    } catch (error) {
      this.opening = { kind: 'failed', why: errorText(error) };
    }
  }

  /** Reads what the timeline shows. */
  load(): Promise<void> {
    return this.timelines.show(this.player.cameras, this.range);
  }

  /** The recordings have changed. */
  async changed(): Promise<void> {
    this.version++;
    await this.timelines.refresh(this.player.cameras, this.range);
  }

  choose(camera: string): void {
    const { cameras } = this.player;
    if (!cameras.includes(camera)) this.player.cameras = [...cameras, camera].slice(-maxCameras);
    else if (cameras.length > 1) this.player.cameras = cameras.filter((each) => each !== camera);
  }

  /** Shows this time, but no future. */
  setRange(range: TimeRange): void {
    const latestMs = this.#nowMs() + lengthOf(range) / 2;
    const tooLateMs = Math.max(0, range.toMs - Math.max(latestMs, range.toMs - range.fromMs));
    const fromMs = Math.max(0, range.fromMs - tooLateMs);
    this.range = { fromMs, toMs: fromMs + lengthOf(range) };
  }

  zoom(factor: number, aroundMs = this.player.positionMs): void {
    const { fromMs, toMs } = this.range;
    const middle = aroundMs < fromMs || aroundMs > toMs ? (fromMs + toMs) / 2 : aroundMs;
    this.setRange(zoomed(this.range, factor, middle));
  }

  /** Goes to a moment, which the timeline then shows. */
  goTo(atMs: number): void {
    this.message = '';
    this.player.seek(Math.min(atMs, this.#nowMs()));
    this.follow();
  }

  moveBy(ms: number): void {
    this.goTo(this.player.positionMs + ms);
  }

  /** The timeline moves on with the position. */
  follow(): void {
    this.range = showing(this.range, this.player.positionMs);
  }

  /** Shows a whole day, and goes to the first recording in it. */
  async showDay(day: TimeRange): Promise<void> {
    this.setRange(day);
    await this.load();
    const first = this.spans.find(({ toMs, fromMs }) => toMs > day.fromMs && fromMs < day.toMs);
    this.player.seek(Math.max(day.fromMs, first?.fromMs ?? day.fromMs));
    this.message = first ? '' : 'Nothing was recorded on this day.';
  }

  showDayBeside(days: number): Promise<void> {
    return this.showDay(dayBeside(this.player.positionMs, days));
  }

  /** The start of the first recording that the timeline shows, or the end of the last one; waits until they are read. */
  async goToEdge(edge: 'start' | 'end'): Promise<void> {
    await this.load();
    const seen = this.spans.filter(
      ({ fromMs, toMs }) => toMs > this.range.fromMs && fromMs < this.range.toMs,
    );
    const [first, last] = [seen[0], seen.at(-1)];
    if (edge === 'start' && first) this.goTo(Math.max(first.fromMs, this.range.fromMs));
    if (edge === 'end' && last) this.goTo(Math.min(last.toMs, this.range.toMs) - 1);
  }

  /** The next recording after a gap, or the one before, also outside the loaded time. */
  async jump(by: 1 | -1): Promise<void> {
    const { positionMs, cameras } = this.player;
    const near = by > 0 ? nextStart(this.spans, positionMs) : previousStart(this.spans, positionMs);
    if (near !== undefined) return this.goTo(near);
    const find = by > 0 ? startAfter : startBefore;
    let moments: number[];
    try {
      const found = await Promise.all(cameras.map((camera) => find(camera, positionMs)));
      moments = found.flatMap((atMs) => atMs ?? []);
    } catch (error) {
      this.message = errorText(error);
      return;
    }
    if (moments.length > 0) return this.goTo(by > 0 ? Math.min(...moments) : Math.max(...moments));
    this.message = by > 0 ? 'There is no later recording.' : 'There is no earlier recording.';
  }

  /** False where none of the cameras has any recording. */
  async #openNewest(cameras: readonly string[], chosen: string[] | undefined): Promise<boolean> {
    const untilMs = this.#nowMs() + dayMs;
    for (const camera of cameras) {
      const newest = await readSpanBefore(camera, untilMs);
      if (!newest) continue;
      this.player.cameras = chosen ?? [camera];
      await this.timelines.show([camera], { fromMs: newest.toMs - dayMs, toMs: newest.toMs });
      const run = together([this.timelines.spansOf(camera) ?? []]);
      const fromMs = Math.max(newest.toMs - dayMs, run[0]?.fromMs ?? newest.fromMs);
      this.setRange(fitting({ fromMs, toMs: newest.toMs }));
      this.player.seek(Math.max(run.at(-1)?.fromMs ?? newest.fromMs, newest.toMs - firstBackMs));
      return true;
    }
    return false;
  }

  #showAt(atMs: number, spanMs: number): void {
    const day = dayOf(atMs);
    const fits = spanMs === lengthOf(day);
    this.range = fits ? day : { fromMs: atMs - spanMs / 2, toMs: atMs + spanMs / 2 };
    this.player.seek(atMs);
  }
}

async function startAfter(camera: string, atMs: number): Promise<number | undefined> {
  const { recordings } = await readRecordings({ camera, fromMs: atMs + 1, limit: 2 });
  return recordings.find(({ start_ms }) => start_ms > atMs)?.start_ms;
}

async function startBefore(camera: string, atMs: number): Promise<number | undefined> {
  return (await readSpanBefore(camera, atMs))?.fromMs;
}
