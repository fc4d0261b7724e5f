import type { CameraConfig } from '../../../server/contract/config/camera.ts';

/** A row of the list, as the drag library wants it. */
export interface ListItem {
  /** Its own, also while two cameras have the same id because one of them is being typed. */
  id: string;
  camera: CameraConfig;
}

export function listItems(cameras: readonly CameraConfig[]): ListItem[] {
  return cameras.map((camera, index) => {
    const first = cameras.findIndex(({ id }) => id === camera.id);
    return { id: first === index ? camera.id : `${camera.id}/${index}`, camera };
  });
}
