import type { CameraHealth } from '../../../server/contract/health.ts';
import type { FoundDevice } from '../no-cameras/found-devices.svelte.ts';

/** More would cover the wall. The settings list all devices. */
const maxOffered = 3;

/** The devices that are offered as new cameras. */
export function offeredDevices(
  found: readonly FoundDevice[],
  {
    cameras,
    ignored,
    only,
  }: {
    cameras: readonly Pick<CameraHealth, 'moved_to'>[];
    /** Devices that a person does not want, by their stable names. */
    ignored: readonly string[];
    /** Only these; undefined: all. */
    only: readonly string[] | undefined;
  },
): FoundDevice[] {
  // A camera in another socket is not new. The settings offer to follow it there.
  const moved = cameras.flatMap(({ moved_to }) => moved_to?.device ?? []);
  return found
    .filter(({ busy, device }) => !busy && !ignored.includes(device) && !moved.includes(device))
    .filter(({ device }) => only === undefined || only.includes(device))
    .slice(0, maxOffered);
}
