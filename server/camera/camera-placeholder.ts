import type { CameraConfig } from '../contract/camera.ts';
import { renderPlaceholder } from '../picture/placeholder.ts';
import type { PlaceholderText } from './placeholder-feed.ts';

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
