import { SvelteMap } from 'svelte/reactivity';
import type { FieldProblem } from '../../../../server/contract/field-problem.ts';
import {
  controlListingSchema,
  type CameraControl,
  type ControlListing,
} from '../../../../server/contract/device/control-listing.ts';
import { errorText } from '../../../../server/contract/error-text.ts';
import { answerTo } from '../../../api.ts';
import { NewestSender } from '../../../parts/request/newest-sender.ts';
import { problemsOf } from '../../../parts/request/request-problems.ts';
import { readAnswer } from '../../../read-answer.ts';
import type { ConfigDraft } from '../../config-draft.svelte.ts';
import { defaultValues, keptValues, undoRequests, type ControlValues } from './control-requests.ts';

export type ControlsState =
  | { kind: 'loading' }
  /** The camera has no controls, or they cannot be read now; `why` is a sentence for people. */
  | { kind: 'none'; why: string }
  | { kind: 'ready' }
  | { kind: 'saving' };

/** uvcvideo waits up to 5 s for a control that is dead. */
const answerTimeoutMs = 15_000;

/** The controls of one camera. A tried value reaches the camera at once, and stays only if it is saved. */
export class CameraControls {
  state = $state.raw<ControlsState>({ kind: 'loading' });
  listing = $state.raw<ControlListing>();
  /** The last refusals of the server; `field` is a control's name, or empty. */
  refusals = $state.raw<FieldProblem[]>([]);
  /** The tried values that are not saved, by the control's name; null is the device's default. */
  readonly tried = new SvelteMap<string, number | null>();
  readonly #path: string;
  readonly #draft: Pick<ConfigDraft, 'precondition' | 'catchUp'>;
  readonly #sender = new NewestSender<ControlValues>(
    (values) => this.#try(values),
    (waiting, newer) => ({ ...waiting, ...newer }),
  );
  /** The controls before anything was tried. */
  #before: CameraControl[] = [];

  /** @param id of the camera as the server knows it */
  constructor(id: string, draft: Pick<ConfigDraft, 'precondition' | 'catchUp'>) {
    this.#path = `/api/cameras/${encodeURIComponent(id)}/controls`;
    this.#draft = draft;
  }

  /** Never rejects. */
  async load(): Promise<void> {
    this.state = { kind: 'loading' };
    try {
      const answer = answerTo(this.#path, { timeoutMs: answerTimeoutMs });
      this.#take(await readAnswer(answer, controlListingSchema));
      this.state = { kind: 'ready' };
    } catch (error) {
      this.state = { kind: 'none', why: errorText(error) };
    }
  }

  /** The value that a control has, or is about to get. */
  valueOf({ name, value, default: initial }: CameraControl): number | null {
    const tried = this.tried.get(name);
    return tried === undefined ? value : (tried ?? initial);
  }

  /** Sends a value to the camera at once. While a slider is dragged, some values are left out. */
  try(name: string, value: number | null): void {
    this.tried.set(name, value);
    void this.#sender.set({ [name]: value });
  }

  /** Presses a control that acts once and has no value. */
  press(name: string): void {
    void this.#sender.set({ [name]: 1 });
  }

  /** Saves the tried values in the configuration. Never rejects. */
  async save(): Promise<void> {
    await this.#sender.idle();
    await this.#save(keptValues(this.tried, this.listing?.controls ?? []));
  }

  /** Sets every control to its default, and removes all from the configuration. Never rejects. */
  async resetAll(): Promise<void> {
    await this.#sender.forget();
    await this.#save(defaultValues(this.listing?.controls ?? []));
  }

  /** Sets the tried controls back to their values before. Never rejects. */
  async undo(): Promise<void> {
    await this.#sender.forget();
    const requests = this.#undoing();
    this.tried.clear();
    for (const values of requests) await this.#try(values);
  }

  /** Does the same while the page closes, when nothing can be waited for. */
  undoAtOnce(): void {
    for (const values of this.#undoing())
      void this.#patch(values, '?save=false', {}).catch(() => {
        // The page is closed: nobody can read the problem.
      });
    this.tried.clear();
  }

  #undoing(): ControlValues[] {
    return undoRequests(this.tried.keys(), this.#before, this.listing?.controls ?? []);
  }

  async #try(values: ControlValues): Promise<void> {
    try {
      this.listing = await readAnswer(this.#patch(values, '?save=false', {}), controlListingSchema);
      this.refusals = [];
    } catch (error) {
      this.refusals = problemsOf(error);
      const { waiting = {} } = this.#sender;
      for (const name of Object.keys(values)) if (!Object.hasOwn(waiting, name)) this.#standsAsListed(name);
    }
  }

  /** After a refusal, a value that was tried earlier may still hold: the listing tells. */
  #standsAsListed(name: string): void {
    const valueIn = (controls: CameraControl[] = []) =>
      controls.find((control) => control.name === name)?.value ?? null;
    const value = valueIn(this.listing?.controls);
    if (value === valueIn(this.#before)) this.tried.delete(name);
    else this.tried.set(name, value);
  }

  async #save(values: ControlValues): Promise<void> {
    this.state = { kind: 'saving' };
    try {
      const answer = this.#patch(values, '', this.#draft.precondition);
      this.#take(await readAnswer(answer, controlListingSchema));
      await this.#draft.catchUp();
    } catch (error) {
      this.refusals = problemsOf(error);
    }
    this.state = { kind: 'ready' };
  }

  #take(listing: ControlListing): void {
    this.listing = listing;
    this.#before = listing.controls;
    this.tried.clear();
    this.refusals = [];
  }

  #patch(values: ControlValues, query: string, headers: Record<string, string>): Promise<Response> {
    return answerTo(this.#path + query, {
      method: 'PATCH',
      timeoutMs: answerTimeoutMs,
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(values),
      // The request that undoes tried values must survive the closing of the page.
      keepalive: true,
    });
  }
}
