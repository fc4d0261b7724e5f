import { snapshotName } from '../../parts/snapshot-name.ts';

/** Downloads a picture of a camera's recordings as a file that is named after its time. */
export function savePicture(camera: string, atMs: number, picture: Blob): void {
  const url = URL.createObjectURL(picture);
  const link = document.createElement('a');
  link.href = url;
  link.download = snapshotName(camera, new Date(atMs));
  link.click();
  // By the next task the browser has read the URL. Without this every picture would stay in memory.
  setTimeout(() => URL.revokeObjectURL(url));
}
