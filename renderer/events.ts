import { eventsPath, serverEventSchema, type ServerEvent } from '../server/contract/events.ts';
import { ask } from './api.ts';
import { pause } from './pause.ts';
import { fromRoot } from './root-path.ts';

/** A server that was upgraded, or a page that has to log in first, may offer them later. */
const retryIntervalMs = 30_000;
/** How soon it is noticed that the page may ask. */
const lookIntervalMs = 500;

/**
 * Calls `onEvent` with what the server tells, until `signal` aborts. Connects again by itself, however long it takes;
 * not while `mayAsk` says that it would be refused.
 */
export async function followEvents(
  onEvent: (event: ServerEvent) => void,
  mayAsk: () => boolean,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const asked = mayAsk();
    if (asked && (await isOffered(signal))) await listen(onEvent, signal);
    await pause(asked ? retryIntervalMs : lookIntervalMs, signal);
  }
}

/**
 * An EventSource that is refused would make the browser ask for a password, and does not say why it failed. A fetch
 * can say that it comes from a page of ours.
 */
async function isOffered(signal: AbortSignal): Promise<boolean> {
  try {
    const response = await ask(eventsPath, { method: 'HEAD', signal });
    return response.ok;
  } catch {
    return false; // it does not answer: /health is asked all the time and shows that
  }
}

/** Resolves when `signal` aborts or the browser gives up; a connection that breaks it opens again itself. */
function listen(onEvent: (event: ServerEvent) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const source = new EventSource(fromRoot(eventsPath));
    const end = () => {
      signal.removeEventListener('abort', end);
      source.close();
      resolve();
    };
    if (signal.aborted) return end();
    signal.addEventListener('abort', end);
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED) end();
    });
    for (const { shape } of serverEventSchema.options) {
      source.addEventListener(shape.type.value, ({ data }: MessageEvent<string>) => {
        const event = parseEvent(data);
        if (event) onEvent(event);
      });
    }
  });
}

/** Undefined for what this page does not understand: the server may be newer. */
function parseEvent(text: string): ServerEvent | undefined {
  try {
    return serverEventSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // not JSON: not an event of ours
  }
}
