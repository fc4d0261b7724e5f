import { spawn, type ChildProcess } from 'node:child_process';
import { endProcess } from '../end-process.ts';
import { freePort } from './free-port.ts';

/** An RTSP server (ffmpeg) that takes one video and counts its pictures. It is no part of what is measured. */
export class RtspCounter implements AsyncDisposable {
  readonly url: string;
  pictures = 0;
  readonly #child: ChildProcess;

  private constructor(port: number) {
    this.url = `rtsp://127.0.0.1:${port}/live`;
    const input = ['-analyzeduration', '500000', '-rtsp_flags', 'listen', '-i', this.url];
    const args = [
      '-v',
      'error',
      '-nostdin',
      ...input,
      '-c',
      'copy',
      '-flush_packets',
      '1',
      '-f',
      'framecrc',
      '-',
    ];
    this.#child = spawn('ffmpeg', args, { stdio: ['ignore', 'pipe', 'ignore'] });
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      this.pictures += chunk
        .toString()
        .split('\n')
        .filter((line) => /^0,/.test(line)).length;
    });
  }

  static async start(): Promise<RtspCounter> {
    return new RtspCounter(await freePort());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return endProcess(this.#child);
  }
}
