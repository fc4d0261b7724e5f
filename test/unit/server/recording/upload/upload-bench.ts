import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { defaultRecordings } from '../../../../../server/contract/config/record.ts';
import type { UploadSettings } from '../../../../../server/contract/config/upload.ts';
import type { UploadReport } from '../../../../../server/contract/upload.ts';
import { Recordings } from '../../../../../server/recording/recordings.ts';
import type { RecordingStore } from '../../../../../server/recording/storage/recording-store.ts';
import { begunUploadSchema, type BegunUpload } from '../../../../../server/recording/upload/upload-memory.ts';
import { Uploads } from '../../../../../server/recording/upload/uploads.ts';
import { systemClock, type Clock } from '../../../../../server/runtime/clock.ts';
import { silentLogger } from '../../../../doubles/silent-logger.ts';
import { until } from '../../../../fixtures/until.ts';

/** Uploads of real files in a real folder of recordings. What is kept of them survives `restart`. */
export class UploadBench implements AsyncDisposable {
  readonly dataFolder = mkdtempSync(join(tmpdir(), 'uploads-'));
  settings: UploadSettings;
  recordings: Recordings;
  uploads: Uploads;
  readonly #clock: Clock;
  #stop = new AbortController();
  #running: Promise<void> | undefined;

  constructor(settings: UploadSettings, clock: Clock = systemClock) {
    this.settings = settings;
    this.#clock = clock;
    mkdirSync(join(this.dataFolder, 'recordings'));
    writeFileSync(join(this.dataFolder, 'recordings/.rpicam-kiosk-recordings.json'), '{"id":"disk"}');
    ({ recordings: this.recordings, uploads: this.uploads } = this.#make());
  }

  /** A closed segment that waits, with random bytes. Its place below the folder, and the bytes. */
  segment(bytes: number, { camera = 'door', at = '10-05-00.123', waits = true } = {}) {
    const id = `2026-11-29T${at}Z`;
    const path = `${camera}/2026-11-29/${id}_300.000s.mkv`;
    const content = randomBytes(bytes);
    mkdirSync(dirname(this.pathOf(path)), { recursive: true });
    writeFileSync(this.pathOf(path), content);
    if (waits) writeFileSync(join(dirname(this.pathOf(path)), `${id}.upload`), '');
    return { id, path, content };
  }

  pathOf(path: string): string {
    return join(this.dataFolder, 'recordings', path);
  }

  isWaiting(path: string): boolean {
    return existsSync(this.pathOf(path.replace(/_300\.000s\.mkv$/, '.upload')));
  }

  start(): void {
    this.#running = this.uploads.run(this.#stop.signal);
  }

  /** A change of the settings. */
  set(settings: Partial<UploadSettings>): void {
    this.settings = { ...this.settings, ...settings };
    this.uploads.apply();
  }

  async store(): Promise<RecordingStore> {
    const session = await this.recordings.browse();
    if (!session?.storage.store) throw new Error('the folder of the recordings is not open');
    return session.storage.store;
  }

  /** Waits for a state; with `reason` for a failure of that kind. */
  until(state: UploadReport['state'], reason?: string): Promise<UploadReport> {
    return until(`uploads are ${state} ${reason ?? ''}`, () => {
      const report = this.uploads.report();
      return report.state === state && (!reason || report.problem?.reason === reason) ? report : undefined;
    });
  }

  /** Ends all and starts again, as the server does. */
  async restart(): Promise<void> {
    await this.stop();
    this.#stop = new AbortController();
    ({ recordings: this.recordings, uploads: this.uploads } = this.#make());
    this.start();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    await this.recordings.close();
  }

  /** The upload in parts that was begun, as it is on the disk. */
  get begun(): BegunUpload | undefined {
    if (!existsSync(this.#memoryPath)) return undefined;
    return begunUploadSchema.safeParse(JSON.parse(readFileSync(this.#memoryPath, 'utf8'))).data;
  }

  get #memoryPath(): string {
    return join(this.dataFolder, 'upload.json');
  }

  #make() {
    const { dataFolder } = this;
    const recordings = new Recordings({
      ...{ clock: systemClock, logger: silentLogger, dataFolder, cameras: () => [] },
      memory: { read: async () => undefined, write: async () => {} },
      settings: () => ({ ...defaultRecordings(), min_free_gb: 0, upload: this.settings }),
    });
    const uploads = new Uploads({
      ...{ recordings, clock: this.#clock, logger: silentLogger, random: () => 0.5 },
      settings: () => this.settings,
      memory: {
        read: async () => this.begun,
        write: async (begun) => writeFileSync(this.#memoryPath, JSON.stringify(begun ?? {})),
      },
    });
    return { recordings, uploads };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(this.dataFolder, { recursive: true, force: true });
  }
}
