import type { SessionAnswer } from '../server/contract/session.ts';
import { pause } from './pause.ts';
import { fetchSession } from './session-api.ts';

/** Often enough that a login which ended is not taken for a camera without a picture; it also keeps the login alive. */
const pollIntervalMs = 5_000;

/** What is open to this page, as the server last told. */
export class PageSession {
  answer = $state.raw<SessionAnswer>();
  /** Whether the server shows its pictures to this page; false until it is known. */
  readonly mayWatch = $derived(this.answer !== undefined && this.answer.scope !== 'none');
  readonly mustLogIn = $derived(this.answer?.scope === 'none');

  /** Keeps up with the server until `signal` aborts. */
  async follow(signal: AbortSignal): Promise<void> {
    for (; !signal.aborted; await pause(pollIntervalMs, signal)) {
      try {
        this.answer = await fetchSession(signal);
      } catch {
        // That the server does not answer is told by who follows the cameras.
      }
    }
  }
}
