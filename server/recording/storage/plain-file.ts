import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { errnoOf } from '../../runtime/errno.ts';

// A link may lead out of the recordings' folder, and a pipe would keep a thread of Node's until somebody writes to it.
const guards = constants.O_NOFOLLOW | constants.O_NONBLOCK;
const { O_CREAT, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY } = constants;

/**
 * Opens a file in the recordings' folder. Other programs may write there, too, so a link, a folder, a pipe or a device of
 * its name counts as no file. @throws what the file system throws; ENOENT for what is no file
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

/** Writes a small file as `writeFile` does, but through no link. @throws what the file system throws; ENOENT for what is no file */
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
    if (['ELOOP', 'EISDIR', 'ENXIO'].includes(errnoOf(error))) throw noFile(path);
    throw error;
  });
  try {
    if (!(await file.stat()).isFile()) throw noFile(path);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

function noFile(path: string): Error {
  return Object.assign(new Error(`${path} is no file`), { code: 'ENOENT' });
}
