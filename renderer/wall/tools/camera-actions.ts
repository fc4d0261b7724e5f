import { answerTo, send, snapshotUrl } from '../../api.ts';
import { snapshotName } from '../../parts/snapshot-name.ts';

/** Downloads a picture of the camera as a file. @throws what `answerTo` throws */
export async function downloadSnapshot(cameraId: string): Promise<void> {
  const taken = await answerTo(snapshotUrl(cameraId, undefined));
  const url = URL.createObjectURL(await taken.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = snapshotName(cameraId, new Date());
  link.click();
  // By the next task the browser has read the URL. Without this every picture would stay in memory.
  setTimeout(() => URL.revokeObjectURL(url));
}

/** Makes the camera's tile flash on every wall, and its light where it has one. @throws what `send` throws */
export async function identifyCamera(cameraId: string): Promise<void> {
  await send('POST', `/api/cameras/${encodeURIComponent(cameraId)}/identify`);
}
