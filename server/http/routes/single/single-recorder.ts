/** Records the default camera as long as `POST /record/start` and `POST /record/stop` say. One recording at a time. */
export interface SingleRecorder {
  /** Absolute; recordings are nowhere else. */
  readonly folder: string;
  /** The recording that goes on, with its absolute path. */
  readonly current: { readonly path: string } | undefined;
  /** An absolute path in the folder, named after the time. */
  newPath(): string;
  /** Resolves to why nothing can be recorded; undefined: it is being recorded. */
  start(recording: NewRecording): Promise<string | undefined>;
  /** Ends the recording. Resolves to its path when the file is whole; undefined: nothing was written. */
  stop(): Promise<string | undefined>;
}

export interface NewRecording {
  /** Id of the camera. */
  camera: string;
  /** Absolute and inside the folder. */
  path: string;
  /** Undefined: as the server was started. */
  framesPerSecond: number | undefined;
}
