import { rm } from 'node:fs/promises';
import { z } from 'zod';
import { readFileText } from '../../config/file-text.ts';
import { replaceFile } from '../../config/whole-file.ts';
import { keptEventSchema } from '../../contract/event.ts';
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

/** Keeps the messages that wait while the server is restarted. Those of a server that is killed are lost. */
export interface PendingMemory {
  /** Reads them, once. Never rejects. */
  take(): Promise<PendingMessage[]>;
  /** Never rejects. */
  keep(messages: readonly PendingMessage[]): Promise<void>;
}

/** In a file that is there only while the server is not running. */
export function pendingFile(path: string, logger: Pick<Logger, 'warn'>): PendingMemory {
  return {
    async take() {
      const file = await readFileText(path);
      if (file.kind !== 'text') return [];
      await rm(path, { force: true }).catch((err: unknown) =>
        logger.warn({ err }, 'messages of webhooks may be sent twice'),
      );
      return messagesIn(file.text);
    },
    async keep(messages) {
      if (messages.length === 0) return;
      await replaceFile(path, `${JSON.stringify(messages)}\n`).catch((err: unknown) =>
        logger.warn({ err, messages: messages.length }, 'messages of webhooks that wait are lost'),
      );
    },
  };
}

function messagesIn(text: string): PendingMessage[] {
  try {
    return z.array(pendingSchema).safeParse(JSON.parse(text)).data ?? [];
  } catch {
    return []; // a damaged file is as good as none: the events themselves are kept elsewhere
  }
}
