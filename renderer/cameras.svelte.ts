import type { CameraHealth, Health } from '../server/contract/health.ts';
import { fetchHealth, LoginNeeded, RefusedRequest, UnexpectedAnswer } from './api.ts';
import { pause } from './pause.ts';

const pollIntervalMs = 2_000;
/** After this many answers that make no sense to this page, the server has another version, so its page is loaded. */
const reloadAfterUnexpectedAnswers = 15;

export type Connection =
  | { kind: 'connecting' }
  | { kind: 'connected' }
  /** The server answers, but it tells nothing without a login. */
  | { kind: 'locked' }
  | { kind: 'lost'; why: string }
  /** The server answers, and says why it does not serve this page. `address`: where it can be opened instead. */
  | { kind: 'refused'; why: string; address: string | undefined };

/** The cameras and their states, from the last answer of the server. */
export class Cameras {
  list = $state.raw<CameraHealth[]>([]);
  problems = $state.raw<string[]>([]);
  /** Addresses at which other machines find the server. */
  addresses = $state.raw<string[]>([]);
  connection = $state.raw<Connection>({ kind: 'connecting' });

  /** Asks the server again and again until `signal` aborts. */
  async follow(signal: AbortSignal): Promise<void> {
    for (let unexpectedAnswers = 0; !signal.aborted; await pause(pollIntervalMs, signal)) {
      try {
        this.#take(await fetchHealth(signal));
        unexpectedAnswers = 0;
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof LoginNeeded) {
          this.connection = { kind: 'locked' };
          continue;
        }
        if (error instanceof RefusedRequest) {
          this.connection = { kind: 'refused', why: error.message, address: error.address };
          continue;
        }
        const answered = error instanceof UnexpectedAnswer;
        const why = answered ? 'It answers, but not as this page expects.' : 'It does not answer.';
        this.connection = { kind: 'lost', why };
        if (answered && ++unexpectedAnswers === reloadAfterUnexpectedAnswers) location.reload();
      }
    }
  }

  #take(health: Health): void {
    this.connection = { kind: 'connected' };
    this.list = health.cameras;
    this.problems = health.problems;
    this.addresses = health.addresses;
  }
}
