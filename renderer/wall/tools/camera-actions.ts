import { answerTo, send, snapshotUrl } from '../../api.ts';
import { snapshotName } from './snapshot-name.ts';

/** Saves the camera's picture of now as a file of the browser's. @throws what `answerTo` throws */
export async function downloadSnapshot(cameraId: string): Promise<void> {
  const taken = await answerTo(snapshotUrl(cameraId, undefined));
  const url = URL.createObjectURL(await taken.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = snapshotName(cameraId, new Date());
  link.click();
  // The browser has taken it over by the next task; kept, every picture would stay in memory until the page is closed.
  setTimeout(() => URL.revokeObjectURL(url));
}

/** Makes the camera's tile flash on every wall, and its light where it has one. @throws what `send` throws */
export async function identifyCamera(cameraId: string): Promise<void> {
  await send('POST', `/api/cameras/${encodeURIComponent(cameraId)}/identify`);
}
