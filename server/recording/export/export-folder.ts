import type { Stats } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { exportEntrySchema, type ExportEntry } from '../../contract/export.ts';
import { errnoOf } from '../../runtime/errno.ts';
import type { DiskLane } from '../segment/disk-lane.ts';
import { realDisk } from '../segment/segment-disk.ts';
import { ensureFolder } from '../../runtime/ensure-folder.ts';
import { readPlain, writePlain } from '../../runtime/plain-file.ts';

/** In the recordings' folder. No camera has a folder of this name, so that nobody takes what is in it for recordings. */
const folderName = '.exports';
/** One with 500 gaps has 30 KB. */
const maxRecordBytes = 1024 * 1024;

/** The files of the exports: each has one with what is known of it, and a finished one its video. */
export class ExportFolder {
  readonly #root: string;
  readonly #lane: DiskLane;

  constructor(root: string, lane: DiskLane) {
    this.#root = root;
    this.#lane = lane;
  }

  pathOf({ id, format }: Pick<ExportEntry, 'id' | 'format'>): string {
    return join(this.#root, folderName, `${id}.${format}`);
  }

  partOf(entry: Pick<ExportEntry, 'id' | 'format'>): string {
    return `${this.pathOf(entry)}.part`;
  }

  /** All exports, oldest first. Files that belong to no export are removed. @throws what the file system throws */
  load(): Promise<ExportEntry[]> {
    return this.#lane.run(async () => {
      const folder = join(this.#root, folderName);
      const names = await readdir(folder).catch((error: unknown) => {
        if (errnoOf(error) === 'ENOENT') return [];
        throw error;
      });
      const entries: ExportEntry[] = [];
      for (const name of names.filter((each) => each.endsWith('.json'))) {
        const text = await readPlain(join(folder, name), maxRecordBytes);
        const entry = text && parseEntry(text.toString());
        if (!entry || this.#recordOf(entry.id) !== join(folder, name)) continue;
        if (entry.state !== 'done' || (await isFile(this.pathOf(entry)))) entries.push(entry);
      }
      const kept = new Set(
        entries.flatMap((entry) => {
          return [this.#recordOf(entry.id), ...(entry.state === 'done' ? [this.pathOf(entry)] : [])];
        }),
      );
      for (const name of names) {
        const path = join(folder, name);
        if (!kept.has(path) && !(await isFolder(path))) await rm(path, { force: true });
      }
      return entries.sort((one, other) => one.created_ms - other.created_ms);
    });
  }

  /** The first `save`. @throws what the file system throws */
  async create(entry: ExportEntry): Promise<void> {
    await this.#lane.run(() => ensureFolder(this.#root, folderName));
    await this.save(entry);
  }

  /** Makes no folder: another disk may be there by now. @throws what the file system throws */
  save(entry: ExportEntry): Promise<void> {
    return this.#lane.run(async () => {
      const path = this.#recordOf(entry.id);
      const temporary = `${path}.tmp`;
      try {
        await writePlain(temporary, `${JSON.stringify(entry)}\n`);
        await realDisk.rename(temporary, path);
      } catch (error) {
        await realDisk.remove(temporary).catch(() => undefined); // the disk refuses this, too
        throw error;
      }
    });
  }

  /** @throws what the file system throws */
  remove(entry: ExportEntry): Promise<void> {
    return this.#lane.run(async () => {
      await realDisk.remove(this.pathOf(entry));
      await realDisk.remove(this.#recordOf(entry.id));
    });
  }

  #recordOf(id: string): string {
    return join(this.#root, folderName, `${id}.json`);
  }
}

/** Undefined: the text was not written by this program. */
function parseEntry(text: string): ExportEntry | undefined {
  try {
    return exportEntrySchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // not JSON
  }
}

async function isFile(path: string): Promise<boolean> {
  return (await found(path))?.isFile() ?? false;
}

async function isFolder(path: string): Promise<boolean> {
  return (await found(path))?.isDirectory() ?? false;
}

/** What has the name, a link itself. */
async function found(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
