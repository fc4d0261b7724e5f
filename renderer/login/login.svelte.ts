import { pause } from '../pause.ts';
import { fetchSession, logIn } from '../session-api.ts';

export type LoginState =
  | { kind: 'ready' }
  | { kind: 'asking' }
  | { kind: 'wrong' }
  | { kind: 'waiting'; seconds: number }
  | { kind: 'failed'; why: string };

/** What the login page does. */
export class Login {
  state = $state.raw<LoginState>({ kind: 'ready' });
  readonly #leave: () => void;
  readonly #lifetime = new AbortController().signal;

  /** @param leave goes where the person wanted to */
  constructor(leave: () => void) {
    this.#leave = leave;
  }

  /** Leaves at once where there is nothing to log in to, or somebody came by a link and is logged in already. */
  async leaveIfDone(): Promise<void> {
    try {
      const { scope } = await fetchSession(this.#lifetime);
      if (scope === 'admin') this.#leave();
    } catch {
      // The form is there; logging in tells what is wrong.
    }
  }

  async submit(username: string, password: string): Promise<void> {
    if (this.state.kind === 'asking' || this.state.kind === 'waiting') return;
    this.state = { kind: 'asking' };
    try {
      await this.#logIn(username, password);
    } catch {
      this.state = { kind: 'failed', why: 'The camera server does not answer. Try again.' };
    }
  }

  async #logIn(username: string, password: string): Promise<void> {
    const result = await logIn(username, password, this.#lifetime);
    switch (result.kind) {
      case 'in':
        return this.#leaveIfKept();
      case 'wrong':
        this.state = { kind: 'wrong' };
        return;
      case 'wait':
        return this.#countDown(result.seconds);
      case 'refused':
        this.state = { kind: 'failed', why: result.why };
        return;
      default:
        result satisfies never;
    }
  }

  /** A browser that once logged in by HTTPS does not let plain HTTP replace its cookie, and says nothing. */
  async #leaveIfKept(): Promise<void> {
    const { scope } = await fetchSession(this.#lifetime);
    if (scope === 'admin') return this.#leave();
    const why = 'The browser did not keep the login. Allow cookies for this address, or come by https.';
    this.state = { kind: 'failed', why };
  }

  async #countDown(seconds: number): Promise<void> {
    for (let left = seconds; left > 0; left--) {
      this.state = { kind: 'waiting', seconds: left };
      await pause(1_000, this.#lifetime);
    }
    this.state = { kind: 'ready' };
  }
}
