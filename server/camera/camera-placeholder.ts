import type { CameraConfig } from '../contract/config/camera.ts';
import type { PictureQueue } from '../picture/picture-queue.ts';
import { renderPlaceholder } from '../picture/placeholder.ts';
import { serverItself } from '../runtime/queue/client.ts';
import type { PlaceholderReason } from './placeholder-feed.ts';

/** Renders placeholders one or two at a time, also when many cameras fail at once. */
export function placeholdersInTurn(pictures: PictureQueue) {
  return (config: CameraConfig, reason: PlaceholderReason, signal: AbortSignal) =>
    pictures.run('placeholder', serverItself, () => renderCameraPlaceholder(config, reason), signal);
}

/** Renders a placeholder of the size that viewers know from the camera's picture: after its rotation. */
export function renderCameraPlaceholder(config: CameraConfig, reason: PlaceholderReason) {
  const { id, name, width, height, rotate } = config;
  const upright = rotate !== 90 && rotate !== 270;
  return renderPlaceholder({
    ...reason,
    cameraId: id,
    cameraName: name,
    width: upright ? width : height,
    height: upright ? height : width,
  });
}
