import type { CameraHealth, Health } from '../server/contract/health.ts';
import { fetchHealth, LoginNeeded, UnexpectedAnswer } from './api.ts';
import { pause } from './pause.ts';

const pollIntervalMs = 2_000;
/** So many answers in a row that make no sense to this page: the server is another version, so load its page. */
const reloadAfterUnexpectedAnswers = 15;

export type Connection =
  | { kind: 'connecting' }
  | { kind: 'connected' }
  /** The server answers, but tells nothing without a login. */
  | { kind: 'locked' }
  | { kind: 'lost'; why: string };

/** The cameras and their states, as the server last told. */
export class Cameras {
  list = $state.raw<CameraHealth[]>([]);
  problems = $state.raw<string[]>([]);
  /** Where other machines find the server. */
  addresses = $state.raw<string[]>([]);
  connection = $state.raw<Connection>({ kind: 'connecting' });

  /** Keeps up with the server until `signal` aborts. */
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
        const answered = error instanceof UnexpectedAnswer;
        const why = answered ? 'It answers, but not as expected.' : 'It does not answer.';
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
