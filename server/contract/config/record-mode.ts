/** When a camera is recorded. "request": while a client asks for it; "flight": when the last seconds are saved. */
export const recordModes = ['off', 'continuous', 'scheduled', 'request', 'flight'] as const;
/** What the pictures are in the files. The mode "flight" keeps MJPEG. */
export const recordFormats = ['mjpeg', 'h264'] as const;
export const recordDays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
