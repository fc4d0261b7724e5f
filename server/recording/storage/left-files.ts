import { basename, join, relative } from 'node:path';
import { errnoOf } from '../../runtime/errno.ts';
import { recoverFile, type Recovery } from './recover.ts';
import { scannedSegment, type UnfinishedFile } from './scan-folder.ts';
import type { SegmentEntry } from './segment-entry.ts';
import { hasUploadMark } from './segment-files.ts';
import { parseSegmentFile } from './segment-name.ts';

/** Beyond, a file waits for the next start of the server. */
const maxLeft = 1_000;

/** Files that could not be given their end, since the disk was away: they get it when it is back. */
export class LeftFiles {
  readonly #root: string;
  readonly #files = new Map<string, UnfinishedFile>();

  constructor(root: string) {
    this.#root = root;
  }

  add(camera: string, whole: string): void {
    const path = relative(this.#root, whole);
    const name = parseSegmentFile(basename(path));
    if (name && this.#files.size < maxLeft)
      this.#files.set(path, { camera, id: name.id, kind: name.kind, path });
  }

  /**
   * Recovers each once, for a disk that is well. Not in the lane of the disk: a long file takes longer than an operation
   * may. @throws what the file system throws; the others are recovered next time
   */
  async *recover(
    signal: AbortSignal,
  ): AsyncGenerator<{ recovery: Recovery; entry: SegmentEntry | undefined }> {
    for (const file of [...this.#files.values()]) {
      try {
        const recovery = await recoverFile(this.#root, file, signal);
        this.#files.delete(file.path);
        const entry = recovery.kind === 'empty' ? undefined : await this.#entryOf(recovery);
        yield { recovery, entry };
      } catch (error) {
        // A person has removed it, or the disk went again: it costs little to look for it next time.
        if (errnoOf(error) !== 'ENOENT') throw error;
      }
    }
  }

  async #entryOf({ camera, path }: Recovery): Promise<SegmentEntry | undefined> {
    const id = parseSegmentFile(basename(path))?.id;
    const isWaiting = id !== undefined && (await hasUploadMark(join(this.#root, path), id));
    return scannedSegment(this.#root, camera, path, { isProtected: false, isWaiting });
  }
}
