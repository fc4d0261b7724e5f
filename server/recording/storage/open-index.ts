import { rm } from 'node:fs/promises';
import { errorText } from '../../contract/error-text.ts';
import { MemoryIndex } from './memory-index.ts';
import type { SegmentIndex } from './segment-entry.ts';
import { SqliteIndex, type SqlDatabase } from './sqlite-index.ts';

export interface OpenedIndex {
  index: SegmentIndex;
  /** Why it is not the one in a file, for the log; undefined when it is. */
  why: string | undefined;
}

/** A name that the compiler does not follow: Node.js 20 has no such module, and its types are of Node.js 24. */
const sqliteModule: string = 'node:sqlite';

/**
 * Opens the index. Node.js before 22.13 has no node:sqlite without a flag: recordings work there all the same, with the
 * index in memory, since the files are the truth and a start reads their names anyway. A database that cannot be used is
 * removed, and if that does not help the index is in memory. Never rejects.
 * @param path outside the recordings' disk, whose hanging would hang the server
 */
export async function openIndex(path: string): Promise<OpenedIndex> {
  let open: (file: string) => SqlDatabase;
  try {
    open = await loadSqlite();
  } catch (error) {
    return { index: new MemoryIndex(), why: `node:sqlite needs Node.js 22.13 or later: ${errorText(error)}` };
  }
  try {
    return { index: new SqliteIndex(open(path)), why: undefined };
  } catch {
    try {
      await rm(path, { force: true });
      return { index: new SqliteIndex(open(path)), why: undefined };
    } catch (error) {
      return { index: new MemoryIndex(), why: `${path} cannot be opened: ${errorText(error)}` };
    }
  }
}

async function loadSqlite(): Promise<(file: string) => SqlDatabase> {
  const sqlite: { DatabaseSync?: new (file: string) => SqlDatabase } = await import(sqliteModule);
  const { DatabaseSync: Database } = sqlite;
  if (typeof Database !== 'function') throw new TypeError('it has no DatabaseSync');
  return (file) => new Database(file);
}
