import { ask } from '../api.ts';
import { errorText } from '../../server/contract/error-text.ts';

export type AttemptState =
  | { kind: 'idle' }
  | { kind: 'asking' }
  | { kind: 'failed'; why: string }
  | {
      kind: 'answered';
      status: number;
      /** Until the answer began. */
      tookMs: number;
      media: string;
      shown: Shown;
    };

/** What an answer is shown as. */
type Shown =
  | { kind: 'text'; text: string; cut: boolean }
  /** Bytes of a picture as an address of this page. */
  | { kind: 'picture'; address: string; bytes: number }
  /** Pictures without end, at their own address. */
  | { kind: 'stream'; address: string }
  /** Text without end: what came so far, its beginning let go. */
  | { kind: 'feed'; text: string };

/** More would only make the page slow. */
const maxShownCharacters = 200_000;
const maxFeedCharacters = 20_000;
/** A sleeping camera, or a device that is slow to tell what it can. */
const answerLimitMs = 30_000;
/** Of an answer without end: nobody looks longer. */
const feedLimitMs = 3_600_000;

/** One operation tried out: what is asked and what came of it. */
export class Attempt {
  state = $state.raw<AttemptState>({ kind: 'idle' });
  #lifetime = new AbortController();

  /** Whether there is something to stop. */
  get running(): boolean {
    const { state } = this;
    if (state.kind === 'asking') return true;
    return state.kind === 'answered' && (state.shown.kind === 'stream' || state.shown.kind === 'feed');
  }

  /** Asks; whatever went on before ends. Never rejects. */
  async ask(path: string): Promise<void> {
    this.stop();
    this.#lifetime = new AbortController();
    const { signal } = this.#lifetime;
    this.state = { kind: 'asking' };
    const startedAtMs = performance.now();
    const limit = setTimeout(() => this.#lifetime.abort(new Error('It takes too long.')), answerLimitMs);
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

  /** Ends what goes on; what was shown of it goes, or stays where it is text. */
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
      // Shown by an image of its own: here it is known only that it is there.
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
    return text; // not what it says it is: shown as it came
  }
}
