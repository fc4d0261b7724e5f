import type { Camera } from '../../../camera/camera.ts';
import type { Supervisor } from '../../../camera/supervisor.ts';
import type { ConfigStore } from '../../../config/config-store.ts';
import { parseDeviceAddress } from '../../../contract/config/device-address.ts';
import { ApiError } from '../../message/api-error.ts';

export interface DefaultCameraParts {
  cameras: Supervisor;
  store: ConfigStore;
  /** False: cameras of this machine are not opened (CAMERA_ENABLED=0). */
  ownCameras: boolean;
}

/** The camera that requests without an id are about: that of the settings, else the first one that may be opened. */
export function defaultCamera({ cameras, store, ownCameras }: DefaultCameraParts): Camera | undefined {
  const { default_camera: id } = store.current;
  if (id !== '') return cameras.camera(id);
  return cameras.cameras.find((camera) => mayBeOpened(camera, ownCameras)) ?? cameras.cameras[0];
}

/** @throws ApiError 503 when there is none */
export function neededCamera(parts: DefaultCameraParts): Camera {
  const camera = defaultCamera(parts);
  if (camera) return camera;
  const { default_camera: id } = parts.store.current;
  const detail = id === '' ? 'No camera is configured.' : `The default camera '${id}' is not configured.`;
  throw new ApiError(503, 'no-camera', detail);
}

/** Whether the server was started to open this camera at all. */
export function mayBeOpened({ config }: Camera, ownCameras: boolean): boolean {
  const kind = parseDeviceAddress(config.device)?.kind;
  return ownCameras || (kind !== 'v4l2' && kind !== 'csi');
}
