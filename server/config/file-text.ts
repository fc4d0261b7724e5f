import { isUtf8 } from 'node:buffer';
import { constants, type Stats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { errnoOf } from '../runtime/errno.ts';
import { kindOfFile } from '../runtime/kind-of-file.ts';

/** A larger file is not read. The largest configuration the contract allows fills about half of it. */
export const maxFileBytes = 2 * 1024 * 1024;

export type FileText =
  /** `lossy` when the file is not UTF-8, so that some of its letters are replaced. */
  | { kind: 'text'; text: string; lossy: boolean }
  | { kind: 'missing' }
  /** `why` stands after the file's name; `advice` is a sentence, for a file that the server saves. */
  | { kind: 'unusable'; reason: UnusableReason; why: string; advice: string };

export type UnusableReason = 'not-a-file' | 'too-large' | 'unreadable';

/** Reads a small text file. Never throws, even if something else has its name. */
export async function readFileText(path: string): Promise<FileText> {
  try {
    // The file is checked before it is opened: opening a device can start it, and a socket cannot be opened.
    const unusable = whyUnusable(await stat(path));
    if (unusable) return unusable;
    // Without O_NONBLOCK, opening a named pipe that has just been made would wait for ever.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const changed = whyUnusable(await file.stat());
      if (changed) return changed;
      const bytes = await file.readFile();
      return { kind: 'text', text: new TextDecoder().decode(bytes), lossy: !isUtf8(bytes) };
    } finally {
      await file.close();
    }
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'ENOENT') return { kind: 'missing' };
    if (errno === 'ELOOP') return notAFile('is a link that leads round in a circle');
    return {
      kind: 'unusable',
      reason: 'unreadable',
      why: `cannot be read (${errno})`,
      advice: 'Let the user that runs the server read it, and see whether the disk is well.',
    };
  }
}

function whyUnusable(found: Stats): FileText | undefined {
  if (!found.isFile()) return notAFile(`is not a file but a ${kindOfFile(found)}`);
  if (found.size <= maxFileBytes) return undefined;
  return {
    kind: 'unusable',
    reason: 'too-large',
    why: `is larger than ${maxFileBytes} bytes`,
    advice: 'The next save sets it aside.',
  };
}

function notAFile(why: string): FileText {
  return { kind: 'unusable', reason: 'not-a-file', why, advice: 'Move it away, then save again.' };
}
