import type { CameraConfig } from '../contract/config/camera.ts';
import { errorText } from '../contract/error-text.ts';

/** Brings a device from one camera's controls to another's; returns what a person should know about it. */
export type ChangeControls = (before: CameraConfig, after: CameraConfig) => Promise<string[]>;

/** Follows changes of the controls of one camera, one at a time; of several that wait, only the newest counts. */
export class LiveControls {
  readonly #change: ChangeControls;
  readonly #onNotices: (notices: string[]) => void;
  #wanted: CameraConfig | undefined;
  #following: Promise<void> | undefined;

  constructor(change: ChangeControls, onNotices: (notices: string[]) => void) {
    this.#change = change;
    this.#onNotices = onNotices;
  }

  follow(before: CameraConfig, after: CameraConfig): void {
    this.#wanted = after;
    this.#following ??= this.#run(before);
  }

  /** A new capture writes the controls itself; a change that is still going on shall not have the last word. */
  catchUp(after: CameraConfig): void {
    if (this.#following) this.#wanted = after;
  }

  /** Resolves when the device has what was wanted of it until now. */
  async settled(): Promise<void> {
    await this.#following;
  }

  /** Resolves when nothing is being changed; what waits is left undone. */
  async end(): Promise<void> {
    this.#wanted = undefined;
    await this.#following;
  }

  async #run(before: CameraConfig): Promise<void> {
    let from = before;
    while (this.#wanted) {
      const to = this.#wanted;
      this.#wanted = undefined;
      this.#onNotices(await this.#noticesOf(from, to));
      from = to;
    }
    this.#following = undefined;
  }

  async #noticesOf(from: CameraConfig, to: CameraConfig): Promise<string[]> {
    try {
      return await this.#change(from, to);
    } catch (error) {
      // A camera whose controls cannot be changed still gives pictures.
      return [`the controls could not be changed: ${errorText(error)}`];
    }
  }
}
