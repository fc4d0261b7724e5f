import { ask } from '../api.ts';
import { errorText } from '../../server/contract/error-text.ts';

export type AttemptState =
  | { kind: 'idle' }
  | { kind: 'asking' }
  | { kind: 'failed'; why: string }
  | {
      kind: 'answered';
      status: number;
      /** From the request to the beginning of the answer. */
      tookMs: number;
      media: string;
      shown: Shown;
    };

/** The way in which an answer is shown. */
type Shown =
  | { kind: 'text'; text: string; cut: boolean }
  /** One picture, at an object URL of this page. */
  | { kind: 'picture'; address: string; bytes: number }
  /** An endless stream of pictures, at its own address. */
  | { kind: 'stream'; address: string }
  /** An endless text: the newest part of it. */
  | { kind: 'feed'; text: string };

/** A longer text makes the page slow. */
const maxShownCharacters = 200_000;
const maxFeedCharacters = 20_000;
/** A sleeping camera needs time to start, and a device may be slow to list its modes. */
const answerLimitMs = 30_000;
/** Nobody watches an endless answer longer than this. */
const feedLimitMs = 3_600_000;

/** One operation that a person tries: the request and its answer. */
export class Attempt {
  state = $state.raw<AttemptState>({ kind: 'idle' });
  #lifetime = new AbortController();

  /** Whether there is a request to stop. */
  get running(): boolean {
    const { state } = this;
    if (state.kind === 'asking') return true;
    return state.kind === 'answered' && (state.shown.kind === 'stream' || state.shown.kind === 'feed');
  }

  /** Ends the request before, and sends this one. Never rejects. */
  async ask(path: string): Promise<void> {
    this.stop();
    this.#lifetime = new AbortController();
    const { signal } = this.#lifetime;
    this.state = { kind: 'asking' };
    const startedAtMs = performance.now();
    const limit = setTimeout(
      () => this.#lifetime.abort(new Error('The server did not answer in time.')),
      answerLimitMs,
    );
    try {
      const response = await ask(path, { signal, timeoutMs: feedLimitMs });
      const tookMs = Math.round(performance.now() - startedAtMs);
      const media = response.headers.get('Content-Type') ?? '';
      const show = (shown: Shown) => {
        if (!signal.aborted) this.state = { kind: 'answered', status: response.status, tookMs, media, shown };
      };
      if (media.startsWith('text/event-stream') || media.startsWith('multipart/')) clearTimeout(limit);
      await this.#read(response, path, show);
    } catch (error) {
      if (!this.#stopped(signal)) this.state = { kind: 'failed', why: errorText(error) };
    } finally {
      clearTimeout(limit);
    }
  }

  /** Ends the request. A picture disappears; a text stays. */
  stop(): void {
    const { state } = this;
    this.#lifetime.abort(stopReason);
    if (state.kind === 'asking') this.state = { kind: 'idle' };
    if (state.kind !== 'answered') return;
    const { shown } = state;
    if (shown.kind === 'picture') URL.revokeObjectURL(shown.address);
    if (shown.kind === 'feed')
      this.state = { ...state, shown: { kind: 'text', text: shown.text, cut: false } };
    if (shown.kind === 'picture' || shown.kind === 'stream') this.state = { kind: 'idle' };
  }

  async #read(response: Response, path: string, show: (shown: Shown) => void): Promise<void> {
    const media = response.headers.get('Content-Type') ?? '';
    if (media.startsWith('multipart/')) {
      // An image loads the stream itself. This request has only shown that the stream exists.
      await response.body?.cancel();
      show({ kind: 'stream', address: `${path}${path.includes('?') ? '&' : '?'}t=${performance.now()}` });
    } else if (media.startsWith('text/event-stream')) {
      await readFeed(response, show);
    } else if (media.startsWith('image/')) {
      const picture = await response.blob();
      show({ kind: 'picture', address: URL.createObjectURL(picture), bytes: picture.size });
    } else {
      const text = prettyText(await response.text(), media);
      show({ kind: 'text', text: text.slice(0, maxShownCharacters), cut: text.length > maxShownCharacters });
    }
  }

  #stopped(signal: AbortSignal): boolean {
    return signal.aborted && signal.reason === stopReason;
  }
}

const stopReason = new Error('stopped');

async function readFeed(response: Response, show: (shown: Shown) => void): Promise<void> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  show({ kind: 'feed', text });
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    text = (text + part.value).slice(-maxFeedCharacters);
    show({ kind: 'feed', text });
  }
  show({ kind: 'text', text, cut: false });
}

function prettyText(text: string, media: string): string {
  if (!media.startsWith('application/json')) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text; // The body is not JSON, although its type says so: show it unchanged.
  }
}
