import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { lastLine } from '../../runtime/child/last-line.ts';
import { plainEnvironment } from '../../runtime/child/program.ts';

const keptMessageBytes = 4 * 1024;
/** A fragment ends before each key frame; what is lost when ffmpeg is killed is one fragment. */
const fragmentSeconds = 2;

/** ffmpeg failed. `code` is the file system's error where it names one. */
export class EncoderError extends Error {
  readonly code: string;

  constructor(said: string) {
    super(said === '' ? 'ffmpeg ended early' : `ffmpeg: ${said}`);
    this.code = /No space left on device/.test(said) ? 'ENOSPC' : 'EFFMPEG';
  }
}

/** An ffmpeg that makes an MP4 of H.264 of the Matroska that it is given piece by piece. */
export class Mp4Encoder {
  readonly #child: ChildProcessByStdio<Writable, null, Readable>;
  readonly #exited: Promise<number | null>;
  #said = '';

  /** @param path a file that may be written over */
  constructor(path: string) {
    // In a process group of its own: Ctrl+C would end it before it has read all frames. When we are killed, its input
    // ends, and it finishes the file.
    this.#child = spawn('ffmpeg', encoderArgs(path), {
      stdio: ['pipe', 'ignore', 'pipe'],
      detached: true,
      env: plainEnvironment(),
    });
    this.#child.stderr.on('data', (bytes: Buffer) => {
      this.#said = (this.#said + bytes.toString()).slice(-keptMessageBytes);
    });
    this.#child.stdin.on('error', () => undefined); // the write that failed and the exit tell it
    this.#exited = new Promise((resolve) => {
      this.#child.once('close', (code) => resolve(code));
      this.#child.once('error', (error) => {
        this.#said = error.message;
        resolve(null);
      });
    });
  }

  /** Resolves when ffmpeg has taken the bytes, which may be changed then. @throws EncoderError */
  async write(bytes: Buffer): Promise<void> {
    const error = await new Promise((resolve) => this.#child.stdin.write(bytes, resolve));
    if (!error) return;
    await this.#exited;
    throw new EncoderError(this.#reason());
  }

  /** Resolves when the file is finished. @throws EncoderError */
  async end(): Promise<void> {
    this.#child.stdin.end();
    if ((await this.#exited) !== 0) throw new EncoderError(this.#reason());
  }

  #reason(): string {
    // The cause comes first there, what follows from it last.
    return /^.*No space left on device.*$/m.exec(this.#said)?.[0] ?? lastLine(this.#said);
  }
}

function encoderArgs(path: string): string[] {
  return [
    ...['-hide_banner', '-loglevel', 'error', '-nostdin', '-f', 'matroska', '-i', 'pipe:0'],
    // H.264 with a quarter of the colour, which all players know, needs even sides.
    ...['-vf', 'crop=trunc(iw/2)*2:trunc(ih/2)*2,format=yuv420p', '-c:v', 'libx264', '-preset', 'veryfast'],
    // Each frame keeps its own time, in milliseconds; without B-frames none is shown before it is decoded.
    ...['-fps_mode', 'passthrough', '-enc_time_base', '1:1000', '-video_track_timescale', '1000', '-bf', '0'],
    ...['-force_key_frames', `expr:isnan(prev_forced_t)+gte(t,prev_forced_t+${fragmentSeconds})`],
    // In fragments, so that a file that was cut can be played.
    ...['-movflags', '+frag_keyframe+empty_moov+default_base_moof', '-f', 'mp4', '-y', `file:${path}`],
  ];
}
