import { rm } from 'node:fs/promises';
import { z } from 'zod';
import { maxFileBytes, readFileText } from '../../config/file-text.ts';
import { replaceFile } from '../../config/whole-file.ts';
import { keptEventSchema } from '../../contract/kept-event.ts';
import type { Logger } from '../../log/logger.ts';

export const pendingFileName = 'webhooks-pending.json';

const pendingSchema = z.object({
  webhook: z.string(),
  id: z.uuid(),
  type: z.enum(['event', 'test']),
  event: keptEventSchema,
  /** Milliseconds since the epoch. */
  queuedAt: z.number(),
});
export type PendingMessage = z.infer<typeof pendingSchema>;

/** Keeps the messages that wait, for the next start of the server. */
export interface PendingMemory {
  /** Reads them, once. Never rejects. */
  take(): Promise<PendingMessage[]>;
  /** Replaces what was kept before. Never rejects. */
  keep(messages: readonly PendingMessage[]): Promise<void>;
}

/** In a file that is there only while messages wait. */
export function pendingFile(path: string, logger: Pick<Logger, 'warn'>): PendingMemory {
  return {
    async take() {
      const file = await readFileText(path);
      if (file.kind === 'missing') return [];
      try {
        await rm(path, { force: true });
      } catch (err) {
        // They would be sent again at each start.
        logger.warn({ err }, `messages of webhooks are lost: ${pendingFileName} cannot be removed`);
        return [];
      }
      if (file.kind === 'text') return messagesIn(file.text);
      logger.warn(`messages of webhooks are lost: ${pendingFileName} ${file.why}`);
      return [];
    },
    async keep(messages) {
      if (messages.length === 0) {
        await rm(path, { force: true }).catch((err: unknown) =>
          logger.warn({ err }, `messages may be sent twice: ${pendingFileName} cannot be removed`),
        );
        return;
      }
      const kept = newestThatFit(messages);
      const lost = messages.length - kept.length;
      if (lost > 0)
        logger.warn({ messages: lost }, 'messages of webhooks that wait are lost: they are too many');
      await replaceFile(path, `[${kept.join(',')}]\n`).catch((err: unknown) =>
        logger.warn({ err, messages: kept.length }, 'messages of webhooks that wait are lost'),
      );
    },
  };
}

/** As JSON, in their order: as many of the newest as a file may hold. */
function newestThatFit(messages: readonly PendingMessage[]): string[] {
  const newestFirst = messages
    .map((message, place) => ({ place, queuedAt: message.queuedAt, text: JSON.stringify(message) }))
    .sort((one, other) => other.queuedAt - one.queuedAt);
  let bytes = '[]\n'.length;
  const kept = newestFirst.filter(({ text }) => (bytes += Buffer.byteLength(text) + 1) <= maxFileBytes);
  return kept.sort((one, other) => one.place - other.place).map(({ text }) => text);
}

function messagesIn(text: string): PendingMessage[] {
  try {
    return z.array(pendingSchema).safeParse(JSON.parse(text)).data ?? [];
  } catch {
    return []; // a damaged file is as good as none: the events themselves are kept elsewhere
  }
}
