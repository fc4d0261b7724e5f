import type {
  KioskAction,
  KioskChange,
  KioskReport,
  KioskSettings,
} from '../../../server/contract/kiosk/kiosk.ts';
import { fetchHealth } from '../../api.ts';
import { messagesAt } from '../../parts/request-problems.ts';
import { pause } from '../../pause.ts';
import { errorText } from '../../../server/contract/error-text.ts';
import { refused, type DraftState } from '../config-draft.svelte.ts';
import { sameValue } from '../same-value.ts';
import { changeKiosk, commandKiosk, readKiosk } from './kiosk-api.ts';

const pollIntervalMs = 3_000;

type SettingName = keyof KioskSettings;

/** Each field in the words of "Not saved yet". Brightness is not among them: it is tried and kept at once. */
const names: Record<Exclude<SettingName, 'brightness'>, string> = {
  screens: 'screens',
  cursor: 'pointer',
  schedule: 'schedule',
  wake_on_touch: 'wake on touch',
  awake_seconds: 'time awake',
  screen_tool: 'what switches the display',
  cec: 'television',
  software_rendering: 'drawing without the GPU',
};
const fields = Object.keys(names) as (keyof typeof names)[];

/** The settings of the screen of the server's machine as they would be saved, and how that screen is. */
export class KioskDraft {
  /** Undefined until it was told, and where the server has no screen of its own. */
  report = $state.raw<KioskReport>();
  /** Edited in place. */
  settings = $state<KioskSettings>();
  /** Undefined: as it is; null: to be removed. */
  pin = $state<string | null>();
  state = $state.raw<DraftState>({ kind: 'loading' });
  /** Why the last action or question failed; empty when it did not. */
  problem = $state('');
  readonly #edited = $derived.by(() => {
    const { report, settings } = this;
    return report && settings ? fields.filter((key) => !sameValue(report.settings[key], settings[key])) : [];
  });
  readonly changes = $derived([
    ...this.#edited.map((key) => names[key]),
    ...(this.pin === undefined ? [] : ['PIN']),
  ]);
  readonly unsaved = $derived(this.changes.length > 0);

  /** Keeps up with the screen until `signal` aborts, or there turns out to be none. Never rejects. */
  async follow(signal: AbortSignal): Promise<void> {
    for (; !signal.aborted; await pause(pollIntervalMs, signal)) {
      try {
        // Asked first: browsers write each 404 into their console.
        if (!this.report && (await fetchHealth(signal)).kiosk === null) {
          this.state = { kind: 'failed', why: 'This server has no screen of its own.' };
          return;
        }
        const report = await readKiosk();
        if (this.state.kind !== 'saving') this.#take(report);
        if (this.state.kind === 'loading') this.state = { kind: 'editing' };
      } catch {
        // That the server does not answer, or wants a login, is told by the page around.
      }
    }
  }

  discard(): void {
    if (this.report) this.settings = structuredClone(this.report.settings);
    this.pin = undefined;
    this.state = { kind: 'editing' };
  }

  /** Never rejects. */
  async save(): Promise<void> {
    const { settings, pin } = $state.snapshot({ settings: this.settings, pin: this.pin });
    if (!settings || this.state.kind === 'saving') return;
    const change: KioskChange = Object.fromEntries(this.#edited.map((key) => [key, settings[key]]));
    if (pin !== undefined) change.pin = pin;
    this.state = { kind: 'saving' };
    try {
      this.#take(await changeKiosk(change));
      // What was typed meanwhile stays.
      if (this.pin === pin) this.pin = undefined;
      this.state = { kind: 'saved' };
    } catch (error) {
      this.state = refused(error);
    }
  }

  /** Changes the backlight at once, to be seen. Never rejects. @param percent null: it is left as it is */
  setBrightness(percent: number | null): Promise<void> {
    return this.#attempt(() => changeKiosk({ brightness: percent }));
  }

  /** Never rejects. */
  command(action: KioskAction): Promise<void> {
    return this.#attempt(() => commandKiosk(action));
  }

  /** Messages about a field, e.g. "screens.0.page", or about what lies in it. */
  problemsAt(field: string): string[] {
    return this.state.kind === 'refused' ? messagesAt(field, this.state.problems) : [];
  }

  async #attempt(work: () => Promise<KioskReport>): Promise<void> {
    try {
      this.#take(await work());
      this.problem = '';
    } catch (error) {
      this.problem = errorText(error);
    }
  }

  /** What is not edited here follows; what is stays. */
  #take(report: KioskReport): void {
    const edited = this.#edited;
    const mine = $state.snapshot(this.settings);
    this.report = report;
    const settings: Record<string, unknown> = structuredClone(report.settings);
    if (mine) for (const key of edited) settings[key] = mine[key];
    if (!sameValue(mine, settings)) this.settings = settings as KioskSettings;
  }
}
