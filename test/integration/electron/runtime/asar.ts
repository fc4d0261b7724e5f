import { closeSync, copyFileSync, mkdirSync, openSync, readSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

type Entry =
  | { files: Record<string, Entry> }
  | { link: string }
  | { size: number; unpacked: true; executable?: boolean }
  | { size: number; offset: string; executable?: boolean };

const prefixLength = 16;

/** Unpacks an app.asar, together with what lies beside it in app.asar.unpacked, into a folder that it makes. */
export function extractAsar(archive: string, folder: string): void {
  const file = openSync(archive, 'r');
  try {
    // Four numbers of four bytes: 4, the header's size, that size without its own four bytes, the length of its JSON.
    const prefix = readPart(file, 0, prefixLength);
    const header = readPart(file, prefixLength, prefix.readUInt32LE(12)).toString();
    const contentOffset = 8 + prefix.readUInt32LE(4);
    extract(JSON.parse(header) as Entry, '');

    function extract(entry: Entry, path: string): void {
      const target = join(folder, path);
      if ('files' in entry) {
        mkdirSync(target, { recursive: true });
        for (const [name, child] of Object.entries(entry.files)) extract(child, join(path, name));
      } else if ('link' in entry) {
        mkdirSync(dirname(target), { recursive: true });
        symlinkSync(join(folder, entry.link), target);
      } else if ('unpacked' in entry) {
        copyFileSync(join(`${archive}.unpacked`, path), target);
      } else {
        const mode = entry.executable ? 0o755 : 0o644;
        writeFileSync(target, readPart(file, contentOffset + Number(entry.offset), entry.size), { mode });
      }
    }
  } finally {
    closeSync(file);
  }
}

function readPart(file: number, position: number, length: number): Buffer {
  const part = Buffer.alloc(length);
  const read = readSync(file, part, 0, length, position);
  if (read !== length) throw new Error('the archive ends too early');
  return part;
}
