import { eventsPath, serverEventSchema, type ServerEvent } from '../server/contract/events.ts';
import { ask } from './api.ts';
import { pause } from './pause.ts';
import { fromRoot } from './root-path.ts';

/** A server may offer events later, when it was upgraded or when a person has logged in. */
const retryIntervalMs = 30_000;
/** The page notices this soon that it may ask. */
const lookIntervalMs = 500;

/**
 * Calls `onEvent` with each event of the server until `signal` aborts. It connects again by itself, without an end.
 * It does not connect while `mayAsk` says that the server would refuse.
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
 * A refused EventSource would make the browser ask for a password, and it does not say why it failed. A `fetch` can
 * say that it comes from a page of this server.
 */
async function isOffered(signal: AbortSignal): Promise<boolean> {
  try {
    const response = await ask(eventsPath, { method: 'HEAD', signal });
    return response.ok;
  } catch {
    return false; // The server does not answer. The page polls /health, and that shows it.
  }
}

/** Resolves when `signal` aborts or the browser gives up. The browser itself opens a broken connection again. */
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

/** Undefined for an event that this page does not know: the server may be newer. */
function parseEvent(text: string): ServerEvent | undefined {
  try {
    return serverEventSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // Not JSON, so it is no event of this server.
  }
}
