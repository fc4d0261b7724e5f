import { rmSync } from 'node:fs';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { AccessFile } from '../../../../server/access/access-file.ts';
import { Links } from '../../../../server/access/links.ts';
import { Tokens } from '../../../../server/access/tokens.ts';
import { TemporaryFolder } from '../config/temporary-folder.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

/** Tokens and links in a folder of their own, with what they logged. */
export class AccessSetting extends TemporaryFolder {
  readonly clock = new SteppedClock();
  readonly logged: string[] = [];
  revocations = 0;
  readonly #files: AccessFile[] = [];

  static make(text?: string): AccessSetting {
    const setting = new AccessSetting();
    if (text !== undefined) setting.write('access.json', text);
    onTestFinished(async () => {
      // A write that is under way would put a file into the folder while it is removed.
      await Promise.all(setting.#files.map((file) => file.settled()));
      setting[Symbol.dispose]();
    });
    return setting;
  }

  async openFile(): Promise<AccessFile> {
    const logger = pino({ base: null }, { write: (line) => void this.logged.push(line) });
    const file = await AccessFile.open({ folder: this.path, clock: this.clock, logger });
    this.#files.push(file);
    return file;
  }

  async open(): Promise<{ file: AccessFile; tokens: Tokens; links: Links }> {
    const file = await this.openFile();
    const parts = { file, clock: this.clock, onRevoked: () => void this.revocations++ };
    return { file, tokens: new Tokens(parts), links: new Links(parts) };
  }

  /** From now on nothing can be written. */
  removeFolder(): void {
    rmSync(this.path, { recursive: true });
  }
}
