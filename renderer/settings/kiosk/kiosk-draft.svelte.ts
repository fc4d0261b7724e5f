import type {
  KioskAction,
  KioskChange,
  KioskReport,
  KioskSettings,
} from '../../../server/contract/kiosk/kiosk.ts';
import { fetchHealth } from '../../api.ts';
import { messagesAt } from '../../parts/request/request-problems.ts';
import { pause } from '../../pause.ts';
import { errorText } from '../../../server/contract/error-text.ts';
import { refused, type DraftState } from '../config-draft.svelte.ts';
import { sameValue } from '../same-value.ts';
import { changeKiosk, commandKiosk, readKiosk } from './kiosk-api.ts';

const pollIntervalMs = 3_000;

type SettingName = keyof KioskSettings;

/** The names of the fields after "Not saved yet". Brightness is not among them: it is saved at once. */
const names: Record<Exclude<SettingName, 'brightness'>, string> = {
  screens: 'screens',
  cursor: 'pointer',
  schedule: 'schedule',
  wake_on_touch: 'wake on touch',
  awake_seconds: 'time awake',
  screen_tool: 'program that switches the display',
  cec: 'television',
  software_rendering: 'drawing without the GPU',
};
const fields = Object.keys(names) as (keyof typeof names)[];

/** The settings of the screen at the server's machine as they would be saved, and the state of that screen. */
export class KioskDraft {
  /** Undefined before the first answer, and if the server has no screen of its own. */
  report = $state.raw<KioskReport>();
  /** Edited in place. */
  settings = $state<KioskSettings>();
  /** The new PIN. Undefined: it stays as it is; null: it is removed. */
  pin = $state<string | null>();
  state = $state.raw<DraftState>({ kind: 'loading' });
  /** Why the last action failed; empty if it did not. */
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

  /** Follows the screen until `signal` aborts, or until the server reports that it has none. Never rejects. */
  async follow(signal: AbortSignal): Promise<void> {
    for (; !signal.aborted; await pause(pollIntervalMs, signal)) {
      try {
        // The health comes first, because browsers write each 404 into their console.
        if (!this.report && (await fetchHealth(signal)).kiosk === null) {
          this.state = { kind: 'failed', why: 'This server has no screen of its own.' };
          return;
        }
        const report = await readKiosk();
        if (this.state.kind !== 'saving') this.#take(report);
        if (this.state.kind === 'loading') this.state = { kind: 'editing' };
      } catch {
        // The page around this section tells that the server does not answer or wants a login.
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
      // A PIN that was typed in the meantime stays.
      if (this.pin === pin) this.pin = undefined;
      this.state = { kind: 'saved' };
    } catch (error) {
      this.state = refused(error);
    }
  }

  /** Changes the backlight at once. Never rejects. @param percent null: the kiosk leaves it as it is */
  setBrightness(percent: number | null): Promise<void> {
    return this.#attempt(() => changeKiosk({ brightness: percent }));
  }

  /** Never rejects. */
  command(action: KioskAction): Promise<void> {
    return this.#attempt(() => commandKiosk(action));
  }

  /** Messages about a field, e.g. "screens.0.page", or about a field inside it. */
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

  /** Takes over the report; the edited fields stay. */
  #take(report: KioskReport): void {
    const edited = this.#edited;
    const mine = $state.snapshot(this.settings);
    this.report = report;
    const settings: Record<string, unknown> = structuredClone(report.settings);
    if (mine) for (const key of edited) settings[key] = mine[key];
    if (!sameValue(mine, settings)) this.settings = settings as KioskSettings;
  }
}
