import { CaptureError } from '../contract/capture-error.ts';
import { errorText } from '../contract/error-text.ts';
import { startOutputChild, type ProgramExit } from '../runtime/child/child-process.ts';
import type { Capture } from './capture.ts';
import { demuxedImages, type ByteSource, type DemuxOptions } from './demuxed-images.ts';

export interface ChildCaptureOptions extends DemuxOptions {
  /** A name on PATH or a path. */
  command: string;
  args: string[];
  /** What the child finds on its stdin, where arguments would show it to every user of the machine. */
  input?: string | undefined;
  /** The child's descriptor that carries the JPEG images; see `startOutputChild`. */
  outputFd: 1 | 3;
  /** Names the failure of a child that ended although nobody asked it to, by what it said last. */
  diagnose: (exit: ProgramExit, messages: string) => CaptureError;
}

/** A program that writes JPEG images one after the other, started for each iteration. */
export function childCapture(options: ChildCaptureOptions): Capture {
  return { frames: (signal) => demuxedImages(options, childOutput(options), signal) };
}

function childOutput(options: ChildCaptureOptions): ByteSource {
  return async (sink, signal) => {
    const child = await startOutputChild({ ...options, onOutput: (chunk) => sink.push(chunk) }, signal).catch(
      (error: unknown) => {
        throw new CaptureError('ended', `${options.command} could not be started: ${errorText(error)}`, {
          cause: error,
        });
      },
    );
    const exit = await child.ended;
    if (!signal.aborted) throw options.diagnose(exit, child.messages());
  };
}
