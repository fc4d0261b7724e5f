import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { readFileText } from '../config/file-text.ts';
import { stageFile } from '../config/whole-file.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/logger.ts';
import { accessRecordSchema, type AccessRecord, type StoredLink, type StoredToken } from './access-record.ts';
import { newSecret } from './credential-text.ts';

export const accessFileName = 'access.json';

export interface AccessFileParts {
  /** Absolute; exists and can be written to. */
  folder: string;
  clock: Clock;
  logger: Logger;
}

/** The tokens and links of a server in memory, and the file they are kept in. */
export class AccessFile {
  /** By id. Who changes them saves. */
  readonly tokens: Map<string, StoredToken>;
  readonly links: Map<string, StoredLink>;
  /** The highest time that was seen; see `ForwardClock`. Who changes it saves. */
  latestAt: Date | undefined;
  /** 32 random bytes. */
  readonly signingKey: Buffer;
  readonly #path: string;
  readonly #logger: Logger;
  /** The save that has not begun; everybody who asks meanwhile shares it. */
  #next: Promise<void> | undefined;
  #last: Promise<void> = Promise.resolve();

  /** Never rejects: a file that cannot be used is set aside and logged, and nothing it opened is open any more. */
  static async open(parts: AccessFileParts): Promise<AccessFile> {
    const record = await readRecord(parts);
    return new AccessFile(parts, record ?? { signing_key: newSecret(), tokens: [], links: [] });
  }

  private constructor(
    { folder, logger }: AccessFileParts,
    { signing_key, tokens, links, latest_at }: AccessRecord,
  ) {
    this.latestAt = latest_at === undefined ? undefined : new Date(latest_at);
    this.#path = join(folder, accessFileName);
    this.#logger = logger;
    this.signingKey = Buffer.from(signing_key, 'base64url');
    this.tokens = new Map(tokens.map((token) => [token.id, token]));
    this.links = new Map(links.map((link) => [link.id, link]));
  }

  /** Writes what is in memory when its turn comes; at most one waits. @throws ConfigFileError */
  save(): Promise<void> {
    if (!this.#next) {
      const next = this.#last.then(() => {
        this.#next = undefined;
        return this.#write();
      });
      this.#next = next;
      this.#last = next.catch(() => undefined); // told to whoever asked for it
    }
    return this.#next;
  }

  /** As `save`, for what nobody waits for: a failure is logged with its `consequence`. */
  saveLater(consequence: string): void {
    this.save().catch((error: unknown) => {
      this.#logger.error({ err: error }, `${accessFileName} cannot be written: ${consequence}`);
    });
  }

  /** Resolves when nothing is being written. */
  async settled(): Promise<void> {
    await this.#last;
  }

  async #write(): Promise<void> {
    const record: AccessRecord = {
      signing_key: this.signingKey.toString('base64url'),
      tokens: [...this.tokens.values()],
      links: [...this.links.values()],
      latest_at: this.latestAt?.toISOString(),
    };
    const file = await stageFile(this.#path, `${JSON.stringify(record, null, 2)}\n`);
    try {
      await file.commit();
    } finally {
      await file.discard();
    }
  }
}

async function readRecord({ folder, clock, logger }: AccessFileParts): Promise<AccessRecord | undefined> {
  const path = join(folder, accessFileName);
  const file = await readFileText(path);
  if (file.kind === 'missing') return undefined;
  const record = file.kind === 'text' ? parseRecord(file.text) : undefined;
  if (record) return record;
  const aside = `${accessFileName}.broken-${clock.now().toISOString().replaceAll(/[:.]/g, '-')}`;
  const lost = 'API tokens and signed links have to be made anew';
  try {
    await rename(path, join(folder, aside));
    logger.error(`${accessFileName} cannot be used; it is kept as ${aside}, and ${lost}`);
  } catch (error) {
    logger.error({ err: error }, `${accessFileName} can neither be used nor set aside; ${lost}`);
  }
  return undefined;
}

function parseRecord(text: string): AccessRecord | undefined {
  try {
    return accessRecordSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // not JSON; logged by the caller, without its text
  }
}
