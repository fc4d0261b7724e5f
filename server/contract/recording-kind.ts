/** Kinds of files in the recordings' folder. "timelapse": a film of pictures that were taken at an interval. */
export const recordingKinds = ['recording', 'timelapse', 'still'] as const;
export type RecordingKind = (typeof recordingKinds)[number];
