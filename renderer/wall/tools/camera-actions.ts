import { z } from 'zod';
import { answerTo, send, snapshotUrl } from '../../api.ts';
import { readAnswer } from '../../read-answer.ts';
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

/** Saves the seconds that are in memory and the next ones. What was saved, in words. @throws what `send` throws */
export async function saveLastSeconds(cameraId: string): Promise<string> {
  const { before, after } = await readAnswer(send('POST', `${recordingsOf(cameraId)}/save`, {}), savedSchema);
  return `Saved: the last ${Math.round(before)} seconds. The next ${Math.round(after)} seconds follow.`;
}

/** Records the camera until that is ended. @throws what `send` throws */
export async function startRecording(cameraId: string): Promise<void> {
  await send('POST', recordingsOf(cameraId), {});
}

/** @throws what `send` throws */
export async function stopRecording(cameraId: string): Promise<void> {
  await send('DELETE', recordingsOf(cameraId));
}

const savedSchema = z.object({ before: z.number(), after: z.number() });
const recordingsOf = (cameraId: string) => `/api/cameras/${encodeURIComponent(cameraId)}/recordings`;

/** Makes the camera's tile flash on every wall, and its light where it has one. @throws what `send` throws */
export async function identifyCamera(cameraId: string): Promise<void> {
  await send('POST', `/api/cameras/${encodeURIComponent(cameraId)}/identify`);
}
