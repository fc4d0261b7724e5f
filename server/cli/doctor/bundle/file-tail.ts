import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

const tailBytes = 256 * 1024;

/** The last lines of a file, 256 KiB at most; undefined where there is none that we may read. */
export async function fileTail(path: string): Promise<string | undefined> {
  // Without O_NONBLOCK opening a named pipe would wait for ever.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(() => undefined);
  if (!file) return undefined;
  try {
    const found = await file.stat();
    if (!found.isFile()) return undefined;
    const from = Math.max(0, found.size - tailBytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(tailBytes), 0, tailBytes, from);
    const text = buffer.subarray(0, bytesRead).toString('utf8');
    return from === 0 ? text : text.slice(text.indexOf('\n') + 1);
  } finally {
    await file.close();
  }
}
