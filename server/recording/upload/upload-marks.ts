import { Listeners } from '../../runtime/listeners.ts';

/** What the recordings' folder asks before it marks a segment for the upload, and what it tells of marked ones. */
export class UploadMarks {
  readonly #isUploaded: (camera: string) => boolean;
  readonly #listeners = new Listeners<[]>();
  #lost = { segments: 0, bytes: 0 };

  /** @param isUploaded whether segments of the camera that are written now are to be uploaded */
  constructor(isUploaded: (camera: string) => boolean) {
    this.#isUploaded = isUploaded;
  }

  /** Segments that retention removed before they were uploaded, since the start. */
  get lost(): Readonly<{ segments: number; bytes: number }> {
    return this.#lost;
  }

  wants(camera: string): boolean {
    return this.#isUploaded(camera);
  }

  onWaiting(listener: () => void, signal: AbortSignal): void {
    this.#listeners.add(listener, signal);
  }

  noteWaiting(): void {
    this.#listeners.tell();
  }

  noteLost(bytes: number): void {
    const { lost } = this;
    this.#lost = { segments: lost.segments + 1, bytes: lost.bytes + bytes };
  }
}
