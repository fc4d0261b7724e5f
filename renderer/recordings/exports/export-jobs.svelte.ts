import { errorText } from '../../../server/contract/error-text.ts';
import type { ServerEvent } from '../../../server/contract/events.ts';
import type { ExportEntry, ExportFormat } from '../../../server/contract/export.ts';
import type { RecordingEntry } from '../../../server/contract/recording.ts';
import { endExport, readExports, startExport } from '../../recordings-api.ts';
import type { TimeRange } from '../timeline/time-range.ts';

/** The exports of the server, which go on while no page is open. */
export class ExportJobs {
  /** Newest first. */
  list = $state.raw<ExportEntry[]>([]);
  /** Why the last request failed; empty when it did not. */
  problem = $state('');

  async read(): Promise<void> {
    await this.#try(async () => {
      this.list = (await readExports()).toReversed().map((entry) => this.#newest(entry));
    });
  }

  /** Asks for one file for each camera. */
  async start(cameras: readonly string[], range: TimeRange, format: ExportFormat): Promise<void> {
    await this.#try(async () => {
      const kind = 'recording';
      for (const camera of cameras) this.#put(await startExport({ camera, ...range, format, kind }));
    });
  }

  /** Asks for a film as MP4. */
  async startFilm({ camera, start_ms }: Pick<RecordingEntry, 'camera' | 'start_ms'>): Promise<void> {
    const range = { fromMs: start_ms, toMs: start_ms + 1 };
    await this.#try(async () => {
      this.#put(await startExport({ camera, ...range, format: 'mp4', kind: 'timelapse' }));
    });
  }

  /** Cancels an export, or removes one that has ended. */
  async end(entry: ExportEntry): Promise<void> {
    await this.#try(() => endExport(entry));
    if (this.problem === '') await this.read();
  }

  take(event: ServerEvent): void {
    if (event.type === 'export') this.#put(event.export);
    else if (event.type === 'export-removed') this.list = this.list.filter(({ id }) => id !== event.id);
    // A page that was away has missed some.
    else if (event.type === 'hello') void this.read();
  }

  #put(entry: ExportEntry): void {
    const known = this.list.some(({ id }) => id === entry.id);
    this.list = known
      ? this.list.map((each) => (each.id === entry.id ? later(each, entry) : each))
      : [entry, ...this.list];
  }

  #newest(entry: ExportEntry): ExportEntry {
    const known = this.list.find(({ id }) => id === entry.id);
    return known ? later(known, entry) : entry;
  }

  async #try(act: () => Promise<void>): Promise<void> {
    try {
      this.problem = '';
      await act();
    } catch (error) {
      this.problem = errorText(error);
    }
  }
}

const order = { waiting: 0, running: 1, done: 2, failed: 2, cancelled: 2 } as const;

/** An answer may come after an event that tells of a later state: of two, the one that is further on. */
function later(known: ExportEntry, told: ExportEntry): ExportEntry {
  return order[told.state] < order[known.state] ? known : told;
}
