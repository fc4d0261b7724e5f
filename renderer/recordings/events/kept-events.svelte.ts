import type { EventEntry } from '../../../server/contract/event.ts';
import { errorText } from '../../../server/contract/error-text.ts';
import { readNewestEvents, removeEvent, removeEvents } from '../../event-log-api.ts';
import type { ServerEvent } from '../../../server/contract/events.ts';
import type { TimeRange } from '../timeline/time-range.ts';

/** More would make the page slow; they are about a day of a busy camera. */
const maxEvents = 2_000;

interface Question {
  cameras: readonly string[];
  range: TimeRange;
}

/** True when events, or which of them are recorded, may have changed. A connection that begins again has missed some. */
export function mayChangeEvents({ type }: ServerEvent): boolean {
  return type === 'event' || type === 'recording' || type === 'hello';
}

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
  /** The newest question, which may have no answer yet. */
  #asked: Question | undefined;
  /** The question that `#all` answers. */
  #answered = $state.raw<Question>();
  #turn = 0;

  constructor(read: typeof readNewestEvents = readNewestEvents) {
    this.#read = read;
  }

  /** How many events there are of each name, by the alphabet. */
  readonly names = $derived.by(() => {
    const counts: Record<string, number> = {};
    // The chosen name stays to be seen: without it nobody could tell why the list is empty.
    if (this.name !== '') counts[this.name] = 0;
    for (const { name } of this.#all) counts[name] = (counts[name] ?? 0) + 1;
    return Object.entries(counts).sort(([one], [other]) => one.localeCompare(other));
  });

  /** Those with the chosen name, the oldest first. */
  readonly entries = $derived(
    this.name === '' ? this.#all : this.#all.filter(({ name }) => name === this.name),
  );

  /** Another text when the time, the cameras or the name of those that are shown are others. */
  readonly choice = $derived(JSON.stringify([this.#answered, this.name]));

  /** Reads them anew. Never rejects. */
  async show(cameras: readonly string[], range: TimeRange): Promise<void> {
    this.#asked = { cameras, range };
    const turn = ++this.#turn;
    try {
      const pages = await Promise.all(cameras.map((camera) => this.#readCamera(camera, range)));
      // The answer to an older question does not count any more.
      if (turn !== this.#turn) return;
      const found = pages.flatMap(({ events }) => events).sort((one, other) => one.at_ms - other.at_ms);
      this.#all = found;
      this.#answered = { cameras, range };
      this.isTruncated = pages.some(({ hasMore }) => hasMore);
      this.recordingsKnown = pages.every(({ known }) => known);
      this.hasRead = true;
      this.problem = '';
    } catch (error) {
      if (turn === this.#turn) this.problem = errorText(error);
    }
  }

  /** Reads again what was asked for last. Never rejects. */
  async refresh(): Promise<void> {
    if (this.#asked) await this.show(this.#asked.cameras, this.#asked.range);
  }

  /** Never rejects. */
  async remove(event: EventEntry): Promise<void> {
    await this.#change(() => removeEvent(event));
  }

  /** Removes all that are shown, with the name that is chosen. Never rejects. */
  async removeShown(): Promise<void> {
    // The page may have asked for another time already, whose events nobody has seen.
    if (!this.#answered) return;
    const { cameras, range } = this.#answered;
    const name = this.name === '' ? undefined : this.name;
    await this.#change(async () => {
      for (const camera of cameras) await removeEvents({ ...range, camera, name });
      this.name = '';
    });
  }

  async #change(act: () => Promise<unknown>): Promise<void> {
    let failure = '';
    try {
      await act();
    } catch (error) {
      failure = errorText(error);
    }
    // After a failure, too: some may be removed.
    await this.refresh();
    if (failure !== '') this.problem = failure;
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
