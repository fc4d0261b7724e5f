import { CaptureError } from '../contract/capture-error.ts';
import { findProgram } from '../runtime/child/program.ts';
import type { Capture } from './capture.ts';
import { childCapture } from './child-capture.ts';
import type { DemuxOptions } from './demuxed-images.ts';
import { rpicamError } from './program-errors.ts';
import { rpicamArgs, type RpicamOptions } from './rpicam-args.ts';

export interface RpicamCaptureOptions extends DemuxOptions, RpicamOptions {
  /** The folders, separated by colons, that are searched for the program; PATH by default. */
  searchPath?: string;
}

/**
 * A camera on the CSI connector of a Raspberry Pi, read by rpicam-vid. The caller must do quarter turns, see
 * `turnsInSensor`.
 */
export function openRpicamCapture(options: RpicamCaptureOptions): Capture {
  return {
    async *frames(signal) {
      const command =
        findProgram('rpicam-vid', options.searchPath) ?? findProgram('libcamera-vid', options.searchPath);
      if (!command) throw new CaptureError('no-rpicam', 'neither rpicam-vid nor libcamera-vid is installed');
      const { args, notices } = rpicamArgs(options);
      for (const notice of notices) options.report.notice(notice);
      yield* childCapture({ ...options, command, args, outputFd: 1, diagnose: rpicamError }).frames(signal);
    },
  };
}
