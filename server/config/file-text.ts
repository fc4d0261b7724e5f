import { isUtf8 } from 'node:buffer';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { errnoOf } from './config-file-error.ts';

/** The largest configuration the contract allows fills about half of it. */
const maxFileBytes = 2 * 1024 * 1024;

export type FileText =
  /** `lossy`: it is not UTF-8, so some of its letters are replaced. */
  | { kind: 'text'; text: string; lossy: boolean }
  | { kind: 'missing' }
  /** `why` goes on after the file's name. */
  | { kind: 'unusable'; why: string };

/** Reads a small text file, whatever stands in its place. Never throws. */
export async function readFileText(path: string): Promise<FileText> {
  try {
    // Without O_NONBLOCK opening a named pipe would wait for ever.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const found = await file.stat();
      if (!found.isFile()) return { kind: 'unusable', why: 'is not a file' };
      if (found.size > maxFileBytes) return { kind: 'unusable', why: `is larger than ${maxFileBytes} bytes` };
      const bytes = await file.readFile();
      return { kind: 'text', text: new TextDecoder().decode(bytes), lossy: !isUtf8(bytes) };
    } finally {
      await file.close();
    }
  } catch (error) {
    const errno = errnoOf(error);
    return errno === 'ENOENT' ? { kind: 'missing' } : { kind: 'unusable', why: `cannot be read (${errno})` };
  }
}
