import type {
  KioskBridge,
  ScreenAction,
  ScreenStatus,
  UnlockAnswer,
  UnlockPurpose,
} from '../../main/bridge.ts';
import { errorText } from '../../server/contract/error-text.ts';

declare global {
  interface Window {
    /** Exists only on the screen of the machine that the kiosk runs on. */
    readonly kiosk?: KioskBridge;
  }
}

/** While a person uses the page, the kiosk is told this often. */
const touchedIntervalMs = 5_000;

/** The kiosk's own screen, for a page that is shown on it: the state of the screen, and commands for it. */
export class OwnScreen {
  /** Undefined until the kiosk has told it. */
  status = $state.raw<ScreenStatus>();
  /** A person wipes the glass, so presses mean nothing. */
  cleaning = $state(false);
  /** Why the last command failed; empty when it did not fail. */
  problem = $state('');
  /** The display is off, or cannot be switched off but should be: the page is black. */
  readonly dark = $derived(this.status?.screenOn === false);
  /** The time of the last sign of a person, by performance.now(); 0 is the opening of the page. */
  seenAtMs = 0;
  readonly #bridge: KioskBridge;
  #toldSeenAtMs = -Infinity;

  constructor(bridge: KioskBridge) {
    this.#bridge = bridge;
  }

  /** Keeps `status` up to date until `signal` aborts. */
  async follow(signal: AbortSignal): Promise<void> {
    const stop = this.#bridge.onStatus((status) => (this.status = status));
    signal.addEventListener('abort', stop, { once: true });
    await this.#attempt(async () => {
      const status = await this.#bridge.status();
      this.status ??= status; // A status that the kiosk has told meanwhile is newer.
    });
  }

  /** True when the kiosk has done it; otherwise `problem` says why not. */
  act(action: ScreenAction): Promise<boolean> {
    return this.#attempt(() => this.#bridge.act(action));
  }

  /** @param percent 1 to 100 */
  setBrightness(percent: number): Promise<boolean> {
    return this.#attempt(() => this.#bridge.setBrightness(percent));
  }

  /** Undefined when the kiosk did not answer; `problem` says why. @param pin null: the person has typed nothing yet */
  async unlock(purpose: UnlockPurpose, pin: string | null): Promise<UnlockAnswer | undefined> {
    let answer: UnlockAnswer | undefined;
    await this.#attempt(async () => {
      answer = await this.#bridge.unlock(purpose, pin);
    });
    return answer;
  }

  /** Call it at each sign of a person; it tells the kiosk of few of them. @param nowMs by performance.now() */
  touched(nowMs: number): void {
    this.seenAtMs = nowMs;
    if (nowMs - this.#toldSeenAtMs < touchedIntervalMs) return;
    this.#toldSeenAtMs = nowMs;
    void this.act('touched');
  }

  async #attempt(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      this.problem = '';
      return true;
    } catch (error) {
      this.problem = `The kiosk could not do that: ${errorText(error)}`;
      return false;
    }
  }
}
