/** A camera's frame as an H.264 encoder made it. */
export interface EncodedFrame {
  /** NAL units, each behind its length in four bytes. */
  data: Buffer;
  isKey: boolean;
  /** Those of the frame that it was made of: monotonic milliseconds, and milliseconds since the epoch. */
  capturedAtMs: number;
  capturedAt: number;
  /** The same object for all frames that can be in one file. */
  format: { configuration: Buffer; width: number; height: number };
}

/** Why H.264 cannot be had now. */
export interface VideoProblem {
  reason: 'no-ffmpeg' | 'encoder-failed' | 'too-many-encoders' | 'slow-encoder';
  /** One sentence for people. */
  message: string;
}

/** Somebody who reads a camera's H.264. */
export interface VideoWatcher {
  picture(frame: EncodedFrame): void;
  /** The pictures of before are withdrawn, also those that wait. */
  withdrawn(): void;
  /** The encoder has failed. It is started again by itself. */
  failed(problem: VideoProblem): void;
  /** There will be no more pictures: ask again. */
  ended(): void;
}

/** A camera's H.264, made by an encoder that others use, too. */
export interface VideoSource {
  /** Gives the video to a watcher until `signal` aborts; the problem where it cannot be had now. */
  watch(watcher: VideoWatcher, signal: AbortSignal): VideoProblem | undefined;
}
