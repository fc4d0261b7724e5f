import { pause } from '../pause.ts';
import { fetchSession, logIn } from '../session-api.ts';

export type LoginState =
  | { kind: 'ready' }
  | { kind: 'asking' }
  | { kind: 'wrong' }
  | { kind: 'waiting'; seconds: number }
  | { kind: 'failed'; why: string };

/** The state of the login page, and the attempts to log in. */
export class Login {
  state = $state.raw<LoginState>({ kind: 'ready' });
  readonly #leave: () => void;
  readonly #lifetime = new AbortController().signal;

  /** @param leave opens the page that the person wanted to see */
  constructor(leave: () => void) {
    this.#leave = leave;
  }

  /** Leaves the page at once if the server asks for no login, or if this browser is logged in already. */
  async leaveIfDone(): Promise<void> {
    try {
      const { scope } = await fetchSession(this.#lifetime);
      if (scope === 'admin') this.#leave();
    } catch {
      // The form stays. The attempt to log in will show the problem.
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

  /** After a login by HTTPS, a browser silently refuses a new cookie from plain HTTP. */
  async #leaveIfKept(): Promise<void> {
    const { scope } = await fetchSession(this.#lifetime);
    if (scope === 'admin') return this.#leave();
    const why =
      'The browser did not keep the login. Allow cookies for this address, or open this page with https://.';
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
