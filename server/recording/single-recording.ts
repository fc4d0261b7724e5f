import { readdir, readlink, rm, stat, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import type { Logger } from '../log/logger.ts';
import type { Clock } from '../runtime/clock.ts';
import { errnoOf } from '../runtime/errno.ts';
import { makeFolder } from '../runtime/make-folder.ts';
import type { RecordedCamera } from './mode/camera-recorder.ts';
import type { Recordings } from './recordings.ts';
import { parseSegmentFile } from './storage/segment-name.ts';

export interface SingleRecordingParts {
  recordings: Pick<Recordings, 'folder' | 'use'>;
  clock: Clock;
  logger: Pick<Logger, 'warn'>;
  /** The first part of the names of links. */
  filePrefix: string;
  /** Where a recording does not say; undefined: each frame. */
  framesPerSecond: number | undefined;
  camera: (id: string) => { camera: RecordedCamera; name: string } | undefined;
}

interface Running {
  path: string;
  stop: AbortController;
  /** Resolves to its path when the file is whole. */
  ended: Promise<string | undefined>;
}

/**
 * One recording that a client begins and ends. Its files are segments as all others, so that they are listed, protected and
 * removed like those; a symbolic link with the name that the client was told leads to them.
 */
export class SingleRecording {
  readonly #parts: SingleRecordingParts;
  #running: Running | undefined;

  constructor(parts: SingleRecordingParts) {
    this.#parts = parts;
  }

  get folder(): string {
    return this.#parts.recordings.folder;
  }

  get current(): { readonly path: string } | undefined {
    return this.#running;
  }

  newPath(): string {
    const time = this.#parts.clock.now().toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
    return join(this.folder, `${this.#parts.filePrefix}_${time}.mkv`);
  }

  /** Resolves to why nothing can be recorded; undefined: it is being recorded. */
  start(wanted: {
    camera: string;
    path: string;
    framesPerSecond: number | undefined;
  }): Promise<string | undefined> {
    const { path } = wanted;
    const stop = new AbortController();
    return new Promise((resolve) => {
      const ended = this.#record(wanted, stop.signal, resolve).finally(() => {
        resolve('The recording ended at once.');
        if (this.#running === running) this.#running = undefined;
      });
      const running: Running = { path, stop, ended };
      this.#running = running;
    });
  }

  /** Ends the recording. Resolves to its path when the file is whole; undefined: nothing was written. */
  async stop(): Promise<string | undefined> {
    this.#running?.stop.abort();
    return this.#running?.ended;
  }

  async #record(
    {
      camera: id,
      path,
      framesPerSecond,
    }: { camera: string; path: string; framesPerSecond: number | undefined },
    signal: AbortSignal,
    opened: (problem: string | undefined) => void,
  ): Promise<string | undefined> {
    const { recordings, camera: find, framesPerSecond: usual } = this.#parts;
    const session = await recordings.use();
    const found = find(id);
    const state = session?.storage.state;
    if (!session || !found || state?.kind !== 'ready') {
      opened(state?.kind === 'problem' ? state.problem.message : 'Recordings cannot be stored now.');
      return undefined;
    }
    const written: string[] = [];
    opened(undefined);
    const onSegment = (segment: { path: string }) => written.push(segment.path);
    await session.recordApart({ ...found, framesPerSecond: framesPerSecond ?? usual, onSegment }, signal);
    return this.#link(path, written);
  }

  /** Links to all files; the path of the first. Where the disk knows no links, that of the file itself. */
  async #link(path: string, written: readonly string[]): Promise<string | undefined> {
    const { logger } = this.#parts;
    try {
      await removeDeadLinks(this.folder);
      await makeFolder(dirname(path));
      for (const [index, segment] of written.entries()) {
        const link = index === 0 ? path : path.replace(/\.mkv$/, `_${index + 1}.mkv`);
        await symlink(relative(dirname(link), segment), link);
      }
      return written.length === 0 ? undefined : path;
    } catch (error) {
      logger.warn({ err: error, path }, 'the recording has no link of that name');
      return written[0];
    }
  }
}

/** Links to recordings that were removed since. */
async function removeDeadLinks(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isSymbolicLink() || !entry.name.endsWith('.mkv')) continue;
    const path = join(folder, entry.name);
    // Links of other programs stay, also those to a disk that is not mounted now.
    if (!parseSegmentFile(basename(await readlink(path)))) continue;
    try {
      await stat(path);
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') await rm(path);
      else throw error;
    }
  }
}
