import { join } from 'node:path';
import { ConfigFileError } from '../config/config-file-error.ts';
import { readFileText } from '../config/file-text.ts';
import { replaceFile } from '../config/whole-file.ts';
import type { Logger } from '../log/logger.ts';
import { setAside } from '../runtime/aside-file.ts';
import type { Clock } from '../runtime/clock.ts';
import { accessRecordSchema, type AccessRecord, type StoredLink, type StoredToken } from './access-record.ts';
import { newSecret } from './credential-text.ts';

export const accessFileName = 'access.json';

export interface AccessFileParts {
  /** The absolute path of the data folder. It exists and can be written. */
  folder: string;
  clock: Clock;
  logger: Logger;
}

/** The tokens and links of a server in memory, and the file they are kept in. */
export class AccessFile {
  /** The tokens and links, by id. The code that changes them calls `save`. */
  readonly tokens: Map<string, StoredToken>;
  readonly links: Map<string, StoredLink>;
  /** The highest time that was seen; see `ForwardClock`. The code that changes it calls `save`. */
  latestAt: Date | undefined;
  /** 32 random bytes. */
  readonly signingKey: Buffer;
  readonly #path: string;
  readonly #parts: AccessFileParts;
  /** Whether the present file cannot be used and has not been set aside yet. */
  #unusable: boolean;
  /** The save that has not begun. All callers until then share it. */
  #next: Promise<void> | undefined;
  #last: Promise<void> = Promise.resolve();

  /**
   * Never rejects: a file that cannot be used is set aside and logged, and its tokens and links are not valid any more.
   */
  static async open(parts: AccessFileParts): Promise<AccessFile> {
    const record = await readRecord(parts);
    if (record !== 'missing' && record !== 'unusable') return new AccessFile(parts, record, false);
    const isUnusable = record === 'unusable' && !(await triedToSetAside(parts));
    return new AccessFile(parts, { signing_key: newSecret(), tokens: [], links: [] }, isUnusable);
  }

  private constructor(parts: AccessFileParts, record: AccessRecord, isUnusable: boolean) {
    const { signing_key, tokens, links, latest_at } = record;
    this.#parts = parts;
    this.#path = join(parts.folder, accessFileName);
    this.#unusable = isUnusable;
    this.latestAt = latest_at === undefined ? undefined : new Date(latest_at);
    this.signingKey = Buffer.from(signing_key, 'base64url');
    this.tokens = new Map(tokens.map((token) => [token.id, token]));
    this.links = new Map(links.map((link) => [link.id, link]));
  }

  /** Writes the tokens and links when its turn comes. At most one save waits. @throws ConfigFileError */
  save(): Promise<void> {
    if (!this.#next) {
      const next = this.#last.then(() => {
        this.#next = undefined;
        return this.#write();
      });
      this.#next = next;
      this.#last = next.catch(() => undefined); // the caller of `save` gets the error
    }
    return this.#next;
  }

  /** Like `save`, for changes that nobody waits for. A failure is logged with its `consequence`. */
  saveLater(consequence: string): void {
    this.save().catch((error: unknown) => {
      this.#parts.logger.error({ err: error }, `${accessFileName} cannot be written: ${consequence}`);
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
    // On a read-only disk the old file could not be set aside at the start. It must not be lost now.
    if (this.#unusable) await setUnusableAside(this.#parts);
    this.#unusable = false;
    await replaceFile(this.#path, `${JSON.stringify(record, null, 2)}\n`);
  }
}

async function readRecord({ folder }: AccessFileParts): Promise<AccessRecord | 'missing' | 'unusable'> {
  const file = await readFileText(join(folder, accessFileName));
  if (file.kind === 'missing') return 'missing';
  return (file.kind === 'text' && parseRecord(file.text)) || 'unusable';
}

/** Tries to set the file aside. @returns whether that worked. Never rejects. */
async function triedToSetAside(parts: AccessFileParts): Promise<boolean> {
  try {
    await setUnusableAside(parts);
    return true;
  } catch (error) {
    parts.logger.error({ err: error }, `${accessFileName} can neither be used nor set aside; ${lost}`);
    return false;
  }
}

/** @throws ConfigFileError */
async function setUnusableAside({ folder, clock, logger }: AccessFileParts): Promise<void> {
  const path = join(folder, accessFileName);
  try {
    const aside = await setAside(path, 'broken', clock.now(), { how: 'move' });
    logger.error(`${accessFileName} cannot be used; it is kept as ${aside.name}, and ${lost}`);
    await aside.removeOlder();
  } catch (error) {
    throw ConfigFileError.from(error, path);
  }
}

const lost = 'API tokens and signed links have to be made again';

function parseRecord(text: string): AccessRecord | undefined {
  try {
    return accessRecordSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // not JSON; logged by the caller, without its text
  }
}
