import { guestSchema, type Guest } from '../../server/contract/access.ts';
import { answerTo, problemText, RefusedRequest } from '../api.ts';
import { pause } from '../pause.ts';
import { readAnswer } from '../read-answer.ts';
import { fromRoot } from '../root-path.ts';

const askEveryMs = 10_000;
const retryMs = 3_000;

export type GuestState =
  | { kind: 'asking' }
  /** `problem` is empty while the server answers. */
  | { kind: 'watching'; guest: Guest; problem: string }
  /** The link shows nothing any more; `why` is for people. */
  | { kind: 'ended'; why: string }
  /** The server has not answered yet. */
  | { kind: 'waiting'; problem: string };

/** What a signed link shows to a person: one camera, until the link ends. */
export class GuestView {
  state = $state.raw<GuestState>({ kind: 'asking' });
  readonly #camera: string;
  readonly #token: string;
  #loads = 0;

  /** @param camera its id @param token of the link; empty where people watch without one */
  constructor(camera: string, token: string) {
    this.#camera = camera;
    this.#token = token;
  }

  /** Asks the server again and again until `signal` aborts or the link has ended. */
  async follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.state.kind !== 'ended') {
      await this.#ask();
      await pause(this.state.kind === 'watching' && !this.state.problem ? askEveryMs : retryMs, signal);
    }
  }

  /** The address of the picture; another one at each call, since browsers keep pictures. */
  nextPicture(kind: 'video' | 'snapshot'): string {
    return fromRoot(this.#path(kind, `&load=${++this.#loads}`));
  }

  async #ask(): Promise<void> {
    try {
      const guest = await readAnswer(answerTo(this.#path('guest')), guestSchema);
      this.state = { kind: 'watching', guest, problem: '' };
    } catch (error) {
      this.state = this.#after(error);
    }
  }

  #after(error: unknown): GuestState {
    const over = error instanceof RefusedRequest && [401, 403, 404].includes(error.status);
    if (over) return { kind: 'ended', why: error.code === 'unauthorized' ? incomplete : error.message };
    const problem = problemText(error);
    if (this.state.kind === 'watching') return { ...this.state, problem };
    return { kind: 'waiting', problem };
  }

  #path(what: string, more = ''): string {
    const query = this.#token === '' ? '' : `token=${encodeURIComponent(this.#token)}`;
    return `/cam/${encodeURIComponent(this.#camera)}/${what}?${query}${more}`;
  }
}

const incomplete = 'The address is not complete. Open the link again as it was sent to you.';
