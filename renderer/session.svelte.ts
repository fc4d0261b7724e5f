import type { SessionAnswer } from '../server/contract/session.ts';
import { pause } from './pause.ts';
import { fetchSession } from './session-api.ts';

/** Short enough that people do not take the end of a login for a broken camera. Asking also keeps the login alive. */
const pollIntervalMs = 5_000;

/** The rights of this page, from the last answer of the server. */
export class PageSession {
  answer = $state.raw<SessionAnswer>();
  /** Whether the server shows its pictures to this page; false until the server has answered. */
  readonly mayWatch = $derived(this.answer !== undefined && this.answer.scope !== 'none');
  readonly mustLogIn = $derived(this.answer?.scope === 'none');

  /** Asks the server again and again until `signal` aborts. */
  async follow(signal: AbortSignal): Promise<void> {
    for (; !signal.aborted; await pause(pollIntervalMs, signal)) {
      try {
        this.answer = await fetchSession(signal);
      } catch {
        // The server does not answer. The page polls the cameras too, and shows the failure there.
      }
    }
  }
}
