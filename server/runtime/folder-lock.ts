import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { errnoOf } from './errno.ts';

/**
 * The note about the owner of the lock. An empty or missing note means no owner. A killed process leaves its note
 * behind, which has no effect.
 */
export const lockNoteName = 'server.pid';

const flockTimeoutMs = 5_000;

export type FolderLock =
  | { kind: 'held'; release(): Promise<void> }
  /** `by` names the owner, e.g. "process 123"; it may be empty. */
  | { kind: 'taken'; by: string }
  /** This machine cannot lock the folder; `why` is for the log. */
  | { kind: 'impossible'; why: string };

/**
 * Locks a folder for this process. The kernel drops the lock when the process ends in any way: no SIGKILL, power cut or
 * reused process number leaves it behind. The lock is a flock(2) on the folder itself, so it holds on a read-only or
 * full disk and between containers that share a volume, and needs no file. NFS cannot lock folders; there the note
 * beside it is locked. Node cannot call flock(2): util-linux's program takes the lock on the descriptor of this process
 * and ends, and the lock stays with the descriptor.
 * @throws errors of the file system when the folder cannot be opened
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const note = join(folder, lockNoteName);
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  const outcome = await lock(handle);
  switch (outcome.kind) {
    case 'locked': {
      const noted = await openNote(note).catch(() => undefined); // on a read-only disk the note is missing, but the lock holds
      if (noted) await writeNote(noted).finally(() => noted.close());
      return {
        kind: 'held',
        async release() {
          // The lock counts, not the note, which cannot be removed where the disk has become read-only.
          if (noted) await rm(note, { force: true }).catch(() => undefined);
          await handle.close();
        },
      };
    }
    case 'taken':
      await handle.close();
      return { kind: 'taken', by: await holderOf(note) };
    case 'failed':
      await handle.close();
      return lockNote(note, outcome.why);
    default:
      return outcome satisfies never;
  }
}

/**
 * For file systems that can lock files, but not folders. The note is never removed: another process may already wait
 * for its lock.
 */
async function lockNote(note: string, why: string): Promise<FolderLock> {
  let handle: FileHandle;
  try {
    handle = await openNote(note);
  } catch (error) {
    return { kind: 'impossible', why: `${why}; ${errnoOf(error)}` };
  }
  const outcome = await lock(handle);
  if (outcome.kind === 'locked') {
    await writeNote(handle);
    return {
      kind: 'held',
      async release() {
        await handle.truncate(0).catch(() => undefined); // the lock decides, not the note
        await handle.close();
      },
    };
  }
  await handle.close();
  if (outcome.kind === 'taken') return { kind: 'taken', by: await holderOf(note) };
  return { kind: 'impossible', why: outcome.why };
}

type Outcome = { kind: 'locked' } | { kind: 'taken' } | { kind: 'failed'; why: string };

function lock(handle: FileHandle): Promise<Outcome> {
  return new Promise((resolve) => {
    const program = spawn('flock', ['-n', '-x', '3'], {
      stdio: ['ignore', 'ignore', 'ignore', handle.fd],
    });
    // spawn's own time limit would keep this process alive when the program could not be started.
    const limit = setTimeout(() => program.kill('SIGKILL'), flockTimeoutMs);
    const settle = (outcome: Outcome) => {
      clearTimeout(limit);
      resolve(outcome);
    };
    program.once('error', (error) => settle({ kind: 'failed', why: `flock: ${error.message}` }));
    program.once('exit', (code, signal) => {
      if (code === 0) settle({ kind: 'locked' });
      else if (code === 1) settle({ kind: 'taken' });
      else settle({ kind: 'failed', why: `flock ended with ${code ?? signal}` });
    });
  });
}

/** Does not follow a link, and does not wait for a pipe in the note's place. */
function openNote(note: string): Promise<FileHandle> {
  const { O_RDWR, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;
  return open(note, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o644);
}

async function writeNote(handle: FileHandle): Promise<void> {
  try {
    await handle.truncate(0);
    await handle.write(`${process.pid} ${hostname()}\n`, 0);
  } catch {
    // a full disk: the lock holds, only the note stays empty
  }
}

async function holderOf(note: string): Promise<string> {
  try {
    const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
    const handle = await open(note, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(128), 0, 128, 0);
      const [, pid, host] = /^(\d{1,10}) (\S+)\n/.exec(buffer.toString('utf8', 0, bytesRead)) ?? [];
      if (pid === undefined) return '';
      // In another container the number belongs to another process.
      return host === hostname() ? `process ${pid}` : `process ${pid} on ${host}`;
    } finally {
      await handle.close();
    }
  } catch {
    return ''; // there is no note, or this server may not read it
  }
}
