import { rm } from 'node:fs/promises';
import { z } from 'zod';
import { ConfigFileError } from '../../config/config-file-error.ts';
import { maxFileBytes, readFileText } from '../../config/file-text.ts';
import { replaceFile } from '../../config/whole-file.ts';
import { keptEventSchema } from '../../contract/kept-event.ts';
import type { Logger } from '../../log/logger.ts';
import { errnoOf } from '../../runtime/errno.ts';

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
  /** Why they cannot be kept, as a sentence for people; undefined while they can. */
  readonly problem: string | undefined;
  /** Reads them. They stay until `keep` replaces them: a server that is killed meanwhile reads them again. Never rejects. */
  take(): Promise<PendingMessage[]>;
  /** Replaces what was kept before. False when that failed. Never rejects. */
  keep(messages: readonly PendingMessage[]): Promise<boolean>;
}

/** In a file that is there only while messages wait. */
export class PendingFile implements PendingMemory {
  problem: string | undefined;
  readonly #path: string;
  readonly #logger: Pick<Logger, 'warn'>;

  constructor(path: string, logger: Pick<Logger, 'warn'>) {
    this.#path = path;
    this.#logger = logger;
  }

  async take(): Promise<PendingMessage[]> {
    const file = await readFileText(this.#path);
    if (file.kind === 'text') return messagesIn(file.text);
    if (file.kind === 'unusable')
      this.#logger.warn(`messages of webhooks are lost: ${pendingFileName} ${file.why}`);
    return [];
  }

  async keep(messages: readonly PendingMessage[]): Promise<boolean> {
    try {
      if (messages.length === 0) await rm(this.#path, { force: true });
      else await replaceFile(this.#path, `[${this.#newestThatFit(messages).join(',')}]\n`);
      this.problem = undefined;
      return true;
    } catch (error) {
      const cause = error instanceof ConfigFileError ? error.cause : error;
      // Each attempt fails alike, so the log says it once.
      if (this.problem === undefined)
        this.#logger.warn(
          { err: error },
          `messages of webhooks that wait cannot be kept in ${pendingFileName}`,
        );
      this.problem =
        `Messages of webhooks that wait would be lost by a restart: ${pendingFileName} in the data folder cannot be ` +
        `written (${errnoOf(cause)}). Move away what has its name, make room, and let the server write there.`;
      return false;
    }
  }

  /** As JSON, in their order: as many of the newest as a file may hold. */
  #newestThatFit(messages: readonly PendingMessage[]): string[] {
    const kept = newestThatFit(messages);
    const lost = messages.length - kept.length;
    if (lost > 0)
      this.#logger.warn({ messages: lost }, 'messages of webhooks that wait are lost: they are too many');
    return kept;
  }
}

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
