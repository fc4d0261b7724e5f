import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';

/** Both ends of `--remote-debugging-pipe`: JSON messages, each ended by a zero byte. */
export interface DevtoolsPipe {
  toBrowser: Writable;
  fromBrowser: Readable;
}

/** The expected answers have a few hundred bytes. */
const maxMessageLength = 1024 * 1024;

const messageSchema = z.object({
  id: z.number().optional(),
  method: z.string().optional(),
  params: z.object({ targetInfo: z.object({ targetId: z.string(), type: z.string() }) }).optional(),
  result: z.object({ sessionId: z.string().optional() }).optional(),
});
/** Other messages on the pipe have other shapes. They are ignored. */
type Message = z.infer<typeof messageSchema>;

const ids = { discover: 1, attach: 2, navigate: 3, stopDiscovering: 4, detach: 5 };

/**
 * Sends the browser's page to an address that no other user may read. A command line would be readable for every user
 * of this machine. Resolves when the browser has taken the address, and never when the browser does not answer.
 * @param pageUrl called when there is a page to send to the address
 */
export function sendPageTo({ toBrowser, fromBrowser }: DevtoolsPipe, pageUrl: () => string): Promise<void> {
  const send = (id: number, method: string, params: object, sessionId?: string): void => {
    toBrowser.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
  };
  let page: string | undefined;
  let session: string | undefined;
  return new Promise((resolve) => {
    const take = (message: Message): void => {
      const target = message.params?.targetInfo;
      if (message.method === 'Target.targetCreated' && target?.type === 'page' && page === undefined) {
        page = target.targetId;
        send(ids.attach, 'Target.attachToTarget', { targetId: page, flatten: true });
      }
      if (message.id === ids.attach && message.result?.sessionId !== undefined) {
        session = message.result.sessionId;
        send(ids.navigate, 'Page.navigate', { url: pageUrl() }, session);
      }
      if (message.id === ids.navigate) {
        // No more requests follow. The pipe stays open, see chromium-args.ts.
        send(ids.stopDiscovering, 'Target.setDiscoverTargets', { discover: false });
        send(ids.detach, 'Target.detachFromTarget', { sessionId: session });
        resolve();
      }
    };
    readMessages(fromBrowser, take);
    send(ids.discover, 'Target.setDiscoverTargets', { discover: true });
  });
}

/** Reads for as long as the browser runs: a full pipe would stop the browser. */
function readMessages(fromBrowser: Readable, take: (message: Message) => void): void {
  let rest = '';
  fromBrowser.setEncoding('utf8').on('data', (text: string) => {
    const messages = (rest + text).split('\0');
    rest = messages.pop() ?? '';
    if (rest.length > maxMessageLength) rest = '';
    for (const message of messages) {
      const parsed = parse(message);
      if (parsed) take(parsed);
    }
  });
}

function parse(text: string): Message | undefined {
  try {
    return messageSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // the end of a message that was too long to keep
  }
}
