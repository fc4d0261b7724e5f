import { deviceSnapshotPath, deviceTrialPath } from '../../../server/contract/device/device-trial.ts';
import { errorText } from '../../../server/contract/error-text.ts';
import { answerTo, send } from '../../api.ts';

/** The server gives up on a device after ten seconds, and may have to try others first. */
const trialTimeoutMs = 30_000;

type TrialState =
  | { kind: 'none' }
  | { kind: 'taking' }
  | { kind: 'taken'; url: string }
  /** `why` is a sentence that says what to do. */
  | { kind: 'failed'; why: string };

/** One picture of a device or an address, before it becomes a camera. */
export class TrialPicture implements Disposable {
  state = $state.raw<TrialState>({ kind: 'none' });

  /** @param index the n of /dev/videoN, or "csi:<n>" */
  ofDevice(index: number | string): Promise<void> {
    return this.#take(() => answerTo(deviceSnapshotPath(index), { timeoutMs: trialTimeoutMs }));
  }

  /**
   * @param device as a camera's `device`
   * @param camera the id of the camera whose login the server does not show and adds
   */
  ofAddress(device: string, camera?: string): Promise<void> {
    return this.#take(() => send('POST', deviceTrialPath, { device, camera }, {}, trialTimeoutMs));
  }

  /** Removes the picture, e.g. because the typed address has changed. */
  forget(): void {
    this.#show({ kind: 'none' });
  }

  [Symbol.dispose](): void {
    this.forget();
  }

  async #take(request: () => Promise<Response>): Promise<void> {
    const taking: TrialState = { kind: 'taking' };
    this.#show(taking);
    try {
      const picture = await (await request()).blob();
      if (this.state === taking) this.#show({ kind: 'taken', url: URL.createObjectURL(picture) });
    } catch (error) {
      if (this.state === taking) this.#show({ kind: 'failed', why: errorText(error) });
    }
  }

  #show(state: TrialState): void {
    if (this.state.kind === 'taken') URL.revokeObjectURL(this.state.url);
    this.state = state;
  }
}
