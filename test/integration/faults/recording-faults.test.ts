import { execFileSync, spawnSync } from 'node:child_process';
import {
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statfsSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { recordingListSchema } from '../../../server/contract/recording.ts';
import { MjpegViewer } from '../../fixtures/mjpeg-viewer.ts';
import { TestServer } from '../../fixtures/running-server.ts';
import { until } from '../../fixtures/until.ts';
import { probe } from '../../unit/server/recording/jpeg-frames.ts';

const why = mountMissing();
const camera = (id: string, record: object) => ({
  ...{ id, name: id, device: 'test', fps: 15, width: 640, height: 480 },
  record,
});

/** A disk of its own that a test mounts, fills, freezes and pulls. */
class TestDisk implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'rpicam-disk-'));
  readonly #image = join(this.#folder, 'image');
  readonly path = join(this.#folder, 'disk');
  #isFrozen = false;

  constructor() {
    mkdirSync(this.path);
    writeFileSync(this.#image, '');
    truncateSync(this.#image, 24_000_000);
    execFileSync('mkfs.ext4', ['-q', '-F', '-m', '0', this.#image]);
    this.plug();
  }

  plug(): void {
    execFileSync('mount', ['-o', 'loop', this.#image, this.path]);
  }

  /** What has open files on it goes on with them; nobody finds it by its path any more. */
  pull(): void {
    execFileSync('umount', ['-l', this.path]);
  }

  /** Each write waits until `thaw`. */
  freeze(): void {
    execFileSync('fsfreeze', ['--freeze', this.path]);
    this.#isFrozen = true;
  }

  thaw(): void {
    if (this.#isFrozen) execFileSync('fsfreeze', ['--unfreeze', this.path]);
    this.#isFrozen = false;
  }

  /** Leaves so many bytes free. Returns the file that takes the others. */
  fill(freeBytes: number): string {
    const filler = join(this.path, 'filler');
    const { bavail, bsize } = statfsSync(this.path);
    execFileSync('fallocate', ['-l', String(bavail * bsize - freeBytes), filler]);
    return filler;
  }

  /** The files of recordings, below the disk's folder. */
  files(pattern = '*'): string[] {
    return globSync(`*/*/${pattern}`, { cwd: this.path }).sort();
  }

  [Symbol.dispose](): void {
    this.thaw();
    spawnSync('umount', ['-l', this.path], { stdio: 'ignore' });
    rmSync(this.#folder, { recursive: true });
  }
}

function mountMissing(): string | undefined {
  if (process.getuid?.() !== 0) return 'left out: only root may mount a disk';
  const found = spawnSync('sh', ['-c', 'command -v mkfs.ext4 fsfreeze fallocate && losetup --find']);
  return found.status === 0 ? undefined : 'left out: no mkfs.ext4, fsfreeze, fallocate or loop device';
}

async function startOn(disk: TestDisk, segmentSeconds = 300): Promise<TestServer> {
  const recordings = { folder: disk.path, min_free_gb: 0, segment_seconds: segmentSeconds };
  const cameras = [camera('door', { mode: 'continuous' }), camera('yard', { mode: 'continuous' })];
  const server = await TestServer.start({ config: { recordings, cameras } });
  await bothAre(server, 'recording');
  return server;
}

async function bothAre(server: TestServer, state: string, reason: string | null = null): Promise<void> {
  const wanted = { state, reason };
  await until(`both are ${state} ${reason ?? ''}`, async () => {
    const { cameras } = await server.health();
    return cameras.every(({ recording: its }) => its.state === wanted.state && its.reason === wanted.reason);
  });
}

/** Pictures of each finished file, as ffprobe counts them; a file that it cannot read fails. */
const picturesOn = (disk: TestDisk) =>
  disk.files('*.mkv').map((file) => probe(join(disk.path, file)).timesMs.length);

describe.skipIf(why !== undefined)(`a disk for recordings${why === undefined ? '' : ` (${why})`}`, () => {
  test('that is full stops recording, not the live streams; with room it goes on by itself, and no file is spoilt', async () => {
    using disk = new TestDisk();
    const filler = disk.fill(2_000_000);
    await using server = await startOn(disk);
    using viewer = await MjpegViewer.open(`${server.url}/cam/door/video`);
    await bothAre(server, 'failed', 'disk-full');
    for (let picture = 0; picture < 30; picture++) await viewer.nextPicture();
    expect((await server.health()).cameras.map(({ kind }) => kind)).toEqual(['live', 'live']);
    const before = picturesOn(disk);
    expect(before.every((count) => count > 0)).toBe(true);
    rmSync(filler);
    await bothAre(server, 'recording');
    await until('more is on the disk', () => disk.files().length > before.length);
    expect(await server.stop()).toBe(0);
    expect(disk.files('*.{part,broken}')).toEqual([]);
    expect(picturesOn(disk).every((count) => count > 0)).toBe(true);
  });

  test('that hangs is named, costs no live picture and no answer, and is used again when it answers', async () => {
    using disk = new TestDisk();
    await using server = await startOn(disk);
    using viewer = await MjpegViewer.open(`${server.url}/cam/yard/video`);
    disk.freeze();
    await bothAre(server, 'failed', 'hung');
    for (let picture = 0; picture < 30; picture++) await viewer.nextPicture();
    for (const path of ['/health', '/metrics', '/api/cameras', '/cam/door/snapshot'])
      expect((await server.fetch(path)).status, path).toBe(200);
    const list = await server.fetch('/api/recordings');
    expect(list.status).toBe(503);
    expect(await list.json()).toMatchObject({ code: 'recordings-hung' });
    disk.thaw();
    await bothAre(server, 'recording');
    expect(await server.stop()).toBe(0);
    expect(disk.files('*.{part,broken}')).toEqual([]);
    expect(picturesOn(disk).every((count) => count > 0)).toBe(true);
  });

  test('that is pulled gets nothing written below its folder, and is used again when it is plugged in', async () => {
    using disk = new TestDisk();
    await using server = await startOn(disk, 5);
    await until('both write', () => disk.files('*.part').length === 2);
    disk.pull();
    await bothAre(server, 'failed', 'missing');
    expect(readdirSync(disk.path)).toEqual([]);
    await until('the server says it', async () =>
      (await server.health()).problems.some((problem) => problem.includes('is not mounted')),
    );
    disk.plug();
    await bothAre(server, 'recording');
    // Those that were being written when the disk went are ended, and listed.
    await until('files of before and after', async () => {
      const { recordings } = recordingListSchema.parse(await (await server.fetch('/api/recordings')).json());
      const closed = recordings.filter(({ state }) => state === 'closed');
      return closed.length >= 4 && closed.length === disk.files('*.mkv').length;
    });
    expect(await server.stop()).toBe(0);
    expect(disk.files('*.{part,broken}')).toEqual([]);
    expect(picturesOn(disk).every((count) => count > 0)).toBe(true);
  });
});
