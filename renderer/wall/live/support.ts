/** Whether this browser lets a worker paint the tiles; where it does not they are <img> streams. */
export function paintsInWorker(): boolean {
  return (
    'Worker' in globalThis &&
    'OffscreenCanvas' in globalThis &&
    'transferControlToOffscreen' in HTMLCanvasElement.prototype
  );
}
