import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { errnoOf } from './errno.ts';

// A link may lead out of the server's folder, and a pipe would keep a thread of Node's until somebody writes to it.
const guards = constants.O_NOFOLLOW | constants.O_NONBLOCK;
const { O_APPEND, O_CREAT, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY } = constants;

/** Something else has the name of a file. For those who only ask whether there is a file it is as good as none. */
export class NoFileError extends Error {
  readonly code = 'ENOENT';
}

/**
 * Opens a file in a folder of the server. Other programs may write there, too, so a link, a folder, a pipe or a device of
 * its name counts as no file. @throws what the file system throws; NoFileError
 */
export async function openPlain(path: string, use: 'read' | 'change' = 'read'): Promise<FileHandle> {
  return opened(path, use === 'read' ? O_RDONLY : O_RDWR);
}

/** All of a small file. Undefined: there is none, or it has more than `maxBytes`. @throws what the file system throws */
export async function readPlain(path: string, maxBytes: number): Promise<Buffer | undefined> {
  let file: FileHandle;
  try {
    file = await openPlain(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const { size } = await file.stat();
    return size > maxBytes ? undefined : await file.readFile();
  } finally {
    await file.close();
  }
}

/** Opens a file to add to its end; a new one gets `mode`. @throws as `openPlain` */
export async function openPlainEnd(path: string, mode: number): Promise<FileHandle> {
  return opened(path, O_WRONLY | O_APPEND | O_CREAT, mode);
}

/** Writes a small file as `writeFile` does, but through no link. @throws as `openPlain` */
export async function writePlain(path: string, content: string | Buffer, mode = 0o640): Promise<void> {
  const file = await opened(path, O_WRONLY | O_CREAT | O_TRUNC, mode);
  try {
    await file.writeFile(content);
    await file.datasync();
  } finally {
    await file.close();
  }
}

async function opened(path: string, flags: number, mode?: number): Promise<FileHandle> {
  const file = await open(path, flags | guards, mode).catch((error: unknown) => {
    // A link; a folder that is to be written; a pipe that nobody reads, or a socket.
    if (['ELOOP', 'EISDIR', 'ENXIO'].includes(errnoOf(error))) throw new NoFileError(`${path} is no file`);
    throw error;
  });
  try {
    if (!(await file.stat()).isFile()) throw new NoFileError(`${path} is no file`);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}
