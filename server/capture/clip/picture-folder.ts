import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { CaptureError } from '../../contract/capture-error.ts';
import type { CapturedImage } from '../../frame/frame.ts';
import { openPlain } from '../../runtime/plain-file.ts';
import { demuxedImages, type ByteFeed, type DemuxOptions } from '../demuxed-images.ts';
import { unreadable } from './clip-place.ts';

const usualPicturesPerSecond = 5;
/** Further files are not shown: their names are in memory. */
const maxFiles = 10_000;

export interface PictureFolderOptions extends DemuxOptions {
  folder: string;
  /** 5 by default. */
  framesPerSecond?: number | undefined;
}

/**
 * The JPEG files of a folder in the order of their names, again and again. A file that is broken is left out and
 * counted. Files that are added or removed are noticed at the next round.
 */
export function pictureFolderImages(
  options: PictureFolderOptions,
  signal: AbortSignal,
): AsyncGenerator<CapturedImage, void> {
  const framesPerSecond = options.framesPerSecond ?? usualPicturesPerSecond;
  options.report.pace(framesPerSecond);
  return demuxedImages(options, filesOf(options, 1_000 / framesPerSecond), signal);
}

function filesOf(
  { folder, clock, maxFrameBytes, report }: PictureFolderOptions,
  intervalMs: number,
): ByteFeed {
  return async (sink, signal) => {
    let dueAtMs = clock.nowMs();
    while (!signal.aborted) {
      const names = await jpegNames(folder);
      if (names.length === 0)
        throw new CaptureError('bad-clip', `there is no .jpg or .jpeg file in ${folder}`);
      for (const name of names) {
        const bytes = await readBounded(join(folder, name), maxFrameBytes);
        if (signal.aborted) return;
        if (bytes === 'too-large') report.dropped('oversized', `${name} has too many bytes`);
        else if (bytes === 'unreadable') report.dropped('truncated', `${name} cannot be read`);
        else {
          await sink.push(bytes);
          sink.endImage();
        }
        dueAtMs = Math.max(dueAtMs + intervalMs, clock.nowMs());
        await clock.sleep(Math.max(0, dueAtMs - clock.nowMs()), signal);
        if (signal.aborted) return;
      }
    }
  };
}

async function jpegNames(folder: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const entry of await opendir(folder)) {
      if (/^[^.].*\.jpe?g$/i.test(entry.name) && entry.isFile()) names.push(entry.name);
      if (names.length >= maxFiles) break;
    }
  } catch (error) {
    throw unreadable(error, folder);
  }
  // "2.jpg" comes before "10.jpg".
  return names.sort((one, other) => one.localeCompare(other, 'en', { numeric: true }));
}

async function readBounded(path: string, maxBytes: number): Promise<Buffer | 'too-large' | 'unreadable'> {
  try {
    await using file = await openPlain(path);
    const { size } = await file.stat();
    if (size > maxBytes) return 'too-large';
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(size), 0, size, 0);
    return buffer.subarray(0, bytesRead);
  } catch {
    return 'unreadable'; // removed meanwhile, or of another user: counted by the caller
  }
}
