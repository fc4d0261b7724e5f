import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PublishError } from '../../../../../server/contract/publish.ts';
import { PublishError as PublishFailed } from '../../../../../server/contract/publish.ts';
import { Mp4Viewer } from '../../../../../server/publish/mp4/mp4-viewer.ts';
import { videoPictures } from '../video-pictures.ts';

class Connection {
  readonly written: Buffer[] = [];
  readonly waiting: (() => void)[] = [];
  begun = 0;
  skipped = 0;
  isEnded = false;
  isCut = false;
  failure: PublishError | undefined | null = null;
  /** True: the viewer reads nothing. */
  isStopped = false;

  readonly viewer = new Mp4Viewer({
    target: {
      write: (bytes, sent) => {
        this.written.push(...bytes);
        if (this.isStopped) this.waiting.push(sent);
        else sent();
      },
      end: () => (this.isEnded = true),
      cut: () => (this.isCut = true),
    },
    onBegin: () => this.begun++,
    onFailed: (error) => (this.failure = error),
    onSkipped: () => this.skipped++,
  });

  /** Time, duration and kind of each picture, as ffprobe reads the bytes. */
  packets(): string[] {
    const folder = mkdtempSync(join(tmpdir(), 'mp4-'));
    try {
      const path = join(folder, 'video.mp4');
      writeFileSync(path, Buffer.concat(this.written));
      const shown = ['-show_entries', 'packet=pts_time,flags', '-of', 'csv=p=0'];
      const text = execFileSync('ffprobe', ['-v', 'error', ...shown, path], { encoding: 'utf8' });
      expect(execFileSync('ffmpeg', ['-v', 'error', '-i', path, '-f', 'null', '-']).toString()).toBe('');
      return text.trim().split('\n');
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
}

const pictures = videoPictures(60);

describe('a viewer of the MP4', () => {
  test('gets a file that begins at 0 with a key frame, and keeps the times of the pictures', () => {
    const connection = new Connection();
    for (const picture of pictures.slice(5)) connection.viewer.picture(picture);
    const packets = connection.packets();
    expect(packets).toHaveLength(40);
    expect(packets.slice(0, 3)).toEqual(['0.000000,K_', '0.100000,__', '0.200000,__']);
    expect(packets[20]).toBe('2.000000,K_');
    expect(connection).toMatchObject({ begun: 1, skipped: 0, isEnded: false });
  });

  test('is cut when the pictures of before another mask are withdrawn, and gets no more', () => {
    const connection = new Connection();
    connection.viewer.withdrawn();
    expect(connection.isCut).toBe(false);
    for (const picture of pictures.slice(0, 30)) connection.viewer.picture(picture);
    const { length } = connection.written;
    expect(length).toBeGreaterThan(0);
    connection.viewer.withdrawn();
    expect(connection.isCut).toBe(true);
    for (const picture of pictures.slice(30)) connection.viewer.picture(picture);
    expect(connection.written).toHaveLength(length);
  });

  test('who reads too slowly goes on with a later key frame, and what is left out is counted', () => {
    const connection = new Connection();
    const large = pictures.map((picture) => ({
      ...picture,
      // A unit of filler data makes the picture large and changes nothing.
      data: Buffer.concat([picture.data, filler(200_000)]),
    }));
    for (const [index, picture] of large.entries()) {
      connection.isStopped = index < 30;
      if (!connection.isStopped) for (const sent of connection.waiting.splice(0)) sent();
      connection.viewer.picture(picture);
    }
    const packets = connection.packets();
    // Eleven pictures of 0.2 MB are more than 2 MiB. The rest is left out until the key frame at 4 s.
    expect(packets.slice(10, 12)).toEqual(['1.000000,__', '4.000000,K_']);
    expect(packets).toHaveLength(31);
    expect(connection.skipped).toBe(29);
  });

  test('is ended when the size changes: the head of the file is of the old size', () => {
    const connection = new Connection();
    const [first] = pictures;
    const [other] = videoPictures(1, '160x120');
    if (first) connection.viewer.picture(first);
    if (other) connection.viewer.picture(other);
    expect(connection).toMatchObject({ begun: 1, isEnded: true });
  });

  test('is told of a failure before the first picture, and ended after it', () => {
    const error = new PublishFailed('no-ffmpeg', 'no such program');
    const [before, after] = [new Connection(), new Connection()];
    before.viewer.failed(error);
    expect(before).toMatchObject({ failure: error, isEnded: false });
    const [first] = pictures;
    if (first) after.viewer.picture(first);
    after.viewer.failed(error);
    expect(after).toMatchObject({ failure: null, isEnded: true });
  });
});

function filler(bytes: number): Buffer {
  const unit = Buffer.alloc(4 + bytes, 0xff);
  unit.writeUInt32BE(bytes, 0);
  unit[4] = 12;
  unit[unit.length - 1] = 0x80;
  return unit;
}
