/** The cameras of the recorded scene: one at full rate whose files are short, and one of few pictures. */
export const cameras = [
  { id: 'door', intervalMs: 33, segmentMs: 4_000 },
  { id: 'yard', intervalMs: 700, segmentMs: 300_000 },
] as const;

/** On the recordings' disk: the numbers of the first camera's pictures, never synced. */
export const unsyncedFile = 'unsynced.txt';
