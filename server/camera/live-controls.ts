import type { CameraConfig } from '../contract/config/camera.ts';
import { errorText } from '../contract/error-text.ts';

/** Changes a device's controls from one camera configuration to the next; returns notices for people. */
export type ChangeControls = (before: CameraConfig, after: CameraConfig) => Promise<string[]>;

/** Changes the controls of one camera, one change at a time. Of several changes that wait, only the newest is made. */
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

  /** Tells that a new capture writes the controls `after`. A change that is still under way must not overwrite them. */
  catchUp(after: CameraConfig): void {
    if (this.#following) this.#wanted = after;
  }

  /** Resolves when the device has every change that was wanted so far. */
  async settled(): Promise<void> {
    await this.#following;
  }

  /** Resolves when no change is under way; waiting changes are dropped. */
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
