/** Records the default camera as long as `POST /record/start` and `POST /record/stop` say. One recording at a time. */
export interface SingleRecorder {
  /** Absolute; recordings are nowhere else. */
  readonly folder: string;
  /** The recording that goes on, with its absolute path. */
  readonly current: { readonly path: string } | undefined;
  /** A free absolute path in the folder, named after the time. */
  newPath(): string;
  /** Begins at once. @throws ApiError when nothing can be written */
  start(recording: NewRecording): Promise<void>;
  /** Ends the recording; resolves to its path when the file is whole. */
  stop(): Promise<string>;
}

export interface NewRecording {
  /** Id of the camera. */
  camera: string;
  /** Absolute and inside the folder. */
  path: string;
  /** Undefined: each frame. */
  framesPerSecond: number | undefined;
}
