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
    /** Only on the screen of the machine that the kiosk runs on. */
    readonly kiosk?: KioskBridge;
  }
}

/** The kiosk sees a person there at least this often while there is one. */
const touchedIntervalMs = 5_000;

/** The screen this page is on, where that is the kiosk's own: how it is, and what it can be asked. */
export class OwnScreen {
  /** Undefined until the kiosk has told. */
  status = $state.raw<ScreenStatus>();
  /** Fingers wipe the glass: nothing they press means anything. */
  cleaning = $state(false);
  /** What it could not do last; empty when it could. */
  problem = $state('');
  /** The display is off, or was meant to be: the page is black. */
  readonly dark = $derived(this.status?.screenOn === false);
  /** When somebody was last there, by performance.now(); 0: when the page was opened. */
  seenAtMs = 0;
  readonly #bridge: KioskBridge;
  #toldSeenAtMs = -Infinity;

  constructor(bridge: KioskBridge) {
    this.#bridge = bridge;
  }

  /** Keeps `status` as the kiosk tells it until `signal` aborts. */
  async follow(signal: AbortSignal): Promise<void> {
    const stop = this.#bridge.onStatus((status) => (this.status = status));
    signal.addEventListener('abort', stop, { once: true });
    await this.#attempt(async () => {
      const status = await this.#bridge.status();
      this.status ??= status; // unless it has changed and was told meanwhile
    });
  }

  /** True when it is done; else `problem` says why not. */
  act(action: ScreenAction): Promise<boolean> {
    return this.#attempt(() => this.#bridge.act(action));
  }

  /** @param percent 1 to 100 */
  setBrightness(percent: number): Promise<boolean> {
    return this.#attempt(() => this.#bridge.setBrightness(percent));
  }

  /** Undefined when the kiosk did not answer; `problem` says why. @param pin null: nothing was typed yet */
  async unlock(purpose: UnlockPurpose, pin: string | null): Promise<UnlockAnswer | undefined> {
    let answer: UnlockAnswer | undefined;
    await this.#attempt(async () => {
      answer = await this.#bridge.unlock(purpose, pin);
    });
    return answer;
  }

  /** To be told of each sign of a person; the kiosk is told of few of them. @param nowMs by performance.now() */
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
      this.problem = `The kiosk could not do it: ${errorText(error)}`;
      return false;
    }
  }
}
