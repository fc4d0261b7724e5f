import { z } from 'zod';
import { recordingKinds, type RecordingKind } from '../../contract/recording-kind.ts';
import {
  maxPage,
  type Backlog,
  type CameraTotals,
  type SegmentEntry,
  type SegmentIndex,
  type SegmentQuery,
  type SegmentSpan,
  type SpanQuery,
} from './segment-entry.ts';
import { kindOfId } from './segment-name.ts';

type SqlValue = string | number | null;

/** The used part of a node:sqlite statement. Its own types would ask for a younger Node.js than the oldest that we run on. */
interface Statement {
  run(...values: SqlValue[]): unknown;
  all(...values: SqlValue[]): unknown[];
  get(...values: SqlValue[]): unknown;
  /** Since Node.js 22.16: rows are arrays, which cost a fifth of objects. */
  setReturnArrays?(isOn: boolean): void;
}

/** The used part of a node:sqlite database. */
export interface SqlDatabase {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

/** A database with another number is thrown away and filled again. */
const schemaVersion = 4;

const schema = `
  CREATE TABLE segments (
    camera TEXT NOT NULL, id TEXT NOT NULL, path TEXT NOT NULL, start_ms REAL NOT NULL, duration_ms REAL NOT NULL,
    bytes INTEGER NOT NULL, clock TEXT NOT NULL, protected INTEGER NOT NULL, state TEXT NOT NULL, kind TEXT NOT NULL,
    waiting INTEGER NOT NULL,
    PRIMARY KEY (camera, id)
  ) WITHOUT ROWID;
  CREATE INDEX by_start ON segments (kind, start_ms, camera, id);
  -- All columns of a timeline, so that its rows are not looked up one by one: 10,000 take 6 ms rather than 16 ms.
  CREATE INDEX by_camera ON segments (kind, camera, start_ms, id, duration_ms, protected, state);
  CREATE INDEX by_duration ON segments (kind, duration_ms);
  CREATE INDEX by_waiting ON segments (kind, start_ms, camera, id) WHERE waiting = 1;
  PRAGMA user_version = ${schemaVersion};
`;

/** A row of all columns as an entry. By hand: zod took 120 ms for 10,000 rows. @throws TypeError for another database's row */
function entryOf(row: unknown): SegmentEntry {
  const columns = columnsOf(row);
  return {
    camera: text(columns[0]),
    id: text(columns[1]),
    path: text(columns[2]),
    startMs: number(columns[3]),
    durationMs: number(columns[4]),
    bytes: number(columns[5]),
    clock: columns[6] === 'unsynchronised' ? 'unsynchronised' : 'synchronised',
    protected: columns[7] === 1,
    state: columns[8] === 'broken' ? 'broken' : 'closed',
    kind: recordingKinds.find((each) => each === columns[9]) ?? 'recording',
    ...(columns[10] === 1 && { waitsForUpload: true }),
  };
}

function spanOf(row: unknown): SegmentSpan {
  const [id, startMs, durationMs, isProtected] = columnsOf(row);
  return {
    id: text(id),
    startMs: number(startMs),
    durationMs: number(durationMs),
    protected: isProtected === 1,
  };
}

function columnsOf(row: unknown): readonly unknown[] {
  if (Array.isArray(row)) return row;
  return typeof row === 'object' && row !== null ? Object.values(row) : [];
}

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new TypeError('the index has a row that is no segment');
}

function number(value: unknown): number {
  if (typeof value === 'number') return value;
  throw new TypeError('the index has a row that is no segment');
}

const totalRows = z.array(
  z.object({
    camera: z.string(),
    segments: z.number(),
    bytes: z.number(),
    protectedBytes: z.number(),
    fromMs: z.number(),
    toMs: z.number(),
  }),
);

const backlogRow = z.object({ segments: z.number(), bytes: z.number() });

/** The index in a database. node:sqlite is synchronous: its file must not be on a disk that may hang. */
export class SqliteIndex implements SegmentIndex {
  readonly kind = 'sqlite';
  readonly #database: SqlDatabase;
  readonly #statements = new Map<string, Statement>();

  /** @throws what node:sqlite throws, e.g. for a file that is no database */
  constructor(database: SqlDatabase) {
    this.#database = database;
    // A cache that a power cut spoils is filled again; waiting for the disk would only wear it.
    // No other program may lock it: one that did would stop each change.
    database.exec(
      'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; BEGIN EXCLUSIVE; COMMIT;',
    );
    const version = z.object({ user_version: z.number() }).parse(this.#sql('PRAGMA user_version').get());
    if (version.user_version === schemaVersion) return;
    database.exec('DROP TABLE IF EXISTS segments');
    database.exec(schema);
  }

  put(entries: readonly SegmentEntry[]): void {
    const insert = this.#sql('INSERT OR REPLACE INTO segments VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.#database.exec('BEGIN');
    try {
      for (const entry of entries) {
        const { camera, id, path, startMs, durationMs, bytes, clock, state, kind } = entry;
        const [isProtected, isWaiting] = [entry.protected ? 1 : 0, entry.waitsForUpload ? 1 : 0];
        insert.run(camera, id, path, startMs, durationMs, bytes, clock, isProtected, state, kind, isWaiting);
      }
    } finally {
      this.#database.exec('COMMIT');
    }
  }

  remove(camera: string, id: string): void {
    this.#sql('DELETE FROM segments WHERE camera = ? AND id = ?').run(camera, id);
  }

  get(camera: string, id: string): SegmentEntry | undefined {
    const found = this.#rows('SELECT * FROM segments WHERE camera = ? AND id = ?').get(camera, id);
    return found === undefined ? undefined : entryOf(found);
  }

  neighbour(
    side: 'before' | 'after',
    { camera, startMs, id }: Pick<SegmentEntry, 'camera' | 'startMs' | 'id'>,
  ): SegmentEntry | undefined {
    const [is, order] = side === 'before' ? ['<', 'DESC'] : ['>', 'ASC'];
    const found = this.#rows(
      `SELECT * FROM segments WHERE kind = ? AND camera = ? AND (start_ms, id) ${is} (?, ?) AND state = 'closed'
      ORDER BY start_ms ${order}, id ${order} LIMIT 1`,
    ).get(kindOfId(id), camera, startMs, id);
    return found === undefined ? undefined : entryOf(found);
  }

  list({ kind = 'recording', camera, fromMs, toMs, waiting, after, limit }: SegmentQuery): SegmentEntry[] {
    const conditions: string[] = [];
    const values: SqlValue[] = [];
    const where = (condition: string, ...its: SqlValue[]) => {
      conditions.push(condition);
      values.push(...its);
    };
    where('kind = ?', kind);
    if (camera !== undefined) where('camera = ?', camera);
    if (fromMs !== undefined) {
      where('start_ms + duration_ms >= ?', fromMs);
      // The same said so that the database finds the place instead of reading all that is older.
      where('start_ms >= ? - (SELECT max(duration_ms) FROM segments WHERE kind = ?)', fromMs, kind);
    }
    if (toMs !== undefined) where('start_ms < ?', toMs);
    if (waiting) where('waiting = 1');
    if (after) where('(start_ms, camera, id) > (?, ?, ?)', after.startMs, after.camera, after.id);
    const sql = `SELECT * FROM segments WHERE ${conditions.join(' AND ')} ORDER BY start_ms, camera, id LIMIT ?`;
    return this.#rows(sql)
      .all(...values, Math.min(limit, maxPage))
      .map(entryOf);
  }

  spans({ camera, fromMs, toMs }: SpanQuery): SegmentSpan[] {
    const sql = `SELECT id, start_ms, duration_ms, protected FROM segments
      WHERE kind = 'recording' AND camera = ? AND state = 'closed' AND start_ms < ? AND start_ms + duration_ms >= ?
      AND start_ms >= ? - (SELECT max(duration_ms) FROM segments WHERE kind = 'recording')
      ORDER BY start_ms, id LIMIT ?`;
    return this.#rows(sql).all(camera, toMs, fromMs, fromMs, maxPage).map(spanOf);
  }

  totals(kind: RecordingKind = 'recording'): CameraTotals[] {
    const sql = `SELECT camera, count(*) AS segments, sum(bytes) AS bytes, sum(bytes * protected) AS protectedBytes,
      min(start_ms) AS fromMs, max(start_ms + duration_ms) AS toMs FROM segments WHERE kind = ?
      GROUP BY camera ORDER BY camera`;
    return totalRows.parse(this.#sql(sql).all(kind));
  }

  backlog(): Backlog {
    const sql = `SELECT count(*) AS segments, coalesce(sum(bytes), 0) AS bytes FROM segments
      WHERE kind = 'recording' AND waiting = 1`;
    return backlogRow.parse(this.#sql(sql).get());
  }

  clear(): void {
    this.#database.exec('DELETE FROM segments');
  }

  close(): void {
    this.#database.close();
  }

  /** A statement whose rows are read by the place of a column. */
  #rows(sql: string): Statement {
    const statement = this.#sql(sql);
    statement.setReturnArrays?.(true);
    return statement;
  }

  /** There are as many different statements as combinations of conditions: few. */
  #sql(sql: string): Statement {
    const statement = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
