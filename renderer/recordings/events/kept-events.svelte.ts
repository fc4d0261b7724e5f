import type { EventEntry } from '../../../server/contract/event.ts';
import { errorText } from '../../../server/contract/error-text.ts';
import { readNewestEvents, removeEvent, removeEvents } from '../../event-log-api.ts';
import type { TimeRange } from '../timeline/time-range.ts';

/** More would make the page slow; they are about a day of a busy camera. */
const maxEvents = 2_000;

/** The events of the chosen cameras in the time that the timeline shows. */
export class KeptEvents {
  /** Only events with this name; empty: all. */
  name = $state('');
  /** Why they could not be read or removed; empty when they could. */
  problem = $state('');
  hasRead = $state(false);
  /** There are older ones that are not shown. */
  isTruncated = $state(false);
  /** False: it is not known which events are recorded. */
  recordingsKnown = $state(true);
  readonly #read: typeof readNewestEvents;
  /** The oldest first. */
  #all = $state.raw<EventEntry[]>([]);
  #shown: { cameras: readonly string[]; range: TimeRange } = { cameras: [], range: { fromMs: 0, toMs: 0 } };
  #turn = 0;

  constructor(read: typeof readNewestEvents = readNewestEvents) {
    this.#read = read;
  }

  /** How many events there are of each name, by the alphabet. */
  readonly names = $derived.by(() => {
    const counts: Record<string, number> = {};
    for (const { name } of this.#all) counts[name] = (counts[name] ?? 0) + 1;
    return Object.entries(counts).sort(([one], [other]) => one.localeCompare(other));
  });

  /** Those with the chosen name, the oldest first. */
  readonly entries = $derived(
    this.name === '' ? this.#all : this.#all.filter(({ name }) => name === this.name),
  );

  /** Reads them anew. Never rejects. */
  async show(cameras: readonly string[], range: TimeRange): Promise<void> {
    this.#shown = { cameras, range };
    const turn = ++this.#turn;
    try {
      const pages = await Promise.all(cameras.map((camera) => this.#readCamera(camera, range)));
      // The answer to an older question does not count any more.
      if (turn !== this.#turn) return;
      const found = pages.flatMap(({ events }) => events).sort((one, other) => one.at_ms - other.at_ms);
      this.#all = found;
      this.isTruncated = pages.some(({ hasMore }) => hasMore);
      this.recordingsKnown = pages.every(({ known }) => known);
      this.hasRead = true;
      this.problem = '';
    } catch (error) {
      if (turn === this.#turn) this.problem = errorText(error);
    }
  }

  /** Reads again what is shown. */
  refresh(): Promise<void> {
    return this.show(this.#shown.cameras, this.#shown.range);
  }

  /** Never rejects. */
  async remove(event: EventEntry): Promise<void> {
    await this.#change(() => removeEvent(event));
  }

  /** Removes all that are shown, with the name that is chosen. Never rejects. */
  async removeShown(): Promise<void> {
    const { cameras, range } = this.#shown;
    const name = this.name === '' ? undefined : this.name;
    await this.#change(async () => {
      for (const camera of cameras) await removeEvents({ ...range, camera, name });
    });
    this.name = '';
  }

  async #change(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.problem = errorText(error);
      return;
    }
    await this.refresh();
  }

  async #readCamera(camera: string, { fromMs, toMs }: TimeRange) {
    const events: EventEntry[] = [];
    let after: string | undefined;
    for (;;) {
      const page = await this.#read({ camera, fromMs, toMs }, after);
      events.push(...page.events);
      const hasMore = page.next !== null;
      if (page.next === null || events.length >= maxEvents)
        return { events, hasMore, known: page.recordings_known };
      after = page.next;
    }
  }
}
