import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endProcess } from '../end-process.ts';

/** `ffmpeg -c copy` of each stream into a Matroska file, the way to record a camera server's cameras without ours. */
export class FfmpegRecorders implements AsyncDisposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'bench-ffmpeg-'));
  readonly #children: ChildProcess[];

  constructor(urls: readonly string[]) {
    this.#children = urls.map((url, index) => {
      const input = ['-loglevel', 'error', '-use_wallclock_as_timestamps', '1', '-f', 'mpjpeg', '-i', url];
      const output = ['-c', 'copy', '-y', join(this.#folder, `${index}.mkv`)];
      return spawn('ffmpeg', [...input, ...output], { stdio: ['ignore', 'ignore', 'inherit'] });
    });
  }

  get pids(): number[] {
    return this.#children.flatMap(({ pid }) => pid ?? []);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#children.map((child) => endProcess(child)));
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
