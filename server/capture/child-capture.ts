import { CaptureError } from '../contract/capture-error.ts';
import { errorText } from '../contract/error-text.ts';
import { startOutputChild, type ProgramExit } from '../runtime/child/child-process.ts';
import type { Capture } from './capture.ts';
import { demuxedImages, type ByteFeed, type DemuxOptions } from './demuxed-images.ts';

export interface ChildCaptureOptions extends DemuxOptions {
  /** A program name on PATH, or a path. */
  command: string;
  args: string[];
  /** The text on the child's stdin. Arguments would show it to every user of the machine. */
  input?: string | undefined;
  /** The child's file descriptor for the JPEG images; see `startOutputChild`. */
  outputFd: 1 | 3;
  /** Turns the exit and the last messages of a child into an error, when the child ended unasked. */
  diagnose: (exit: ProgramExit, messages: string) => CaptureError;
}

/** A capture through a program that writes JPEG images one after the other. Each iteration starts the program. */
export function childCapture(options: ChildCaptureOptions): Capture {
  return { frames: (signal) => demuxedImages(options, childOutput(options), signal) };
}

function childOutput(options: ChildCaptureOptions): ByteFeed {
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
