import type { CameraConfig } from '../contract/config/camera.ts';
import type { PictureQueue } from '../picture/picture-queue.ts';
import { renderPlaceholder } from '../picture/placeholder.ts';
import { serverItself } from '../runtime/queue/client.ts';
import type { PlaceholderText } from './placeholder-feed.ts';

/** Renders placeholders in their turn: many cameras that fail at once draw one or two at a time. */
export function placeholdersInTurn(pictures: PictureQueue) {
  return (config: CameraConfig, text: PlaceholderText, signal: AbortSignal) =>
    pictures.run('placeholder', serverItself, () => renderCameraPlaceholder(config, text), signal);
}

/** A placeholder of the size that viewers know the camera's picture by: after its rotation. */
export function renderCameraPlaceholder(config: CameraConfig, text: PlaceholderText) {
  const { id, name, width, height, rotate } = config;
  const upright = rotate !== 90 && rotate !== 270;
  return renderPlaceholder({
    ...text,
    cameraId: id,
    cameraName: name,
    width: upright ? width : height,
    height: upright ? height : width,
  });
}
