import type { CameraHealth } from '../../server/contract/health.ts';
import { rootAddress, rootPath } from '../root-path.ts';

/** The addresses at which people and programs find a camera. Each of them answers with this camera now. */
export interface CameraAddresses {
  video: string;
  /** The same as H.264. */
  mp4: string;
  snapshot: string;
  /** The video at the camera's own port, with "snapshot" below it; undefined where no port answers with the camera. */
  ownPort: string | undefined;
}

/** A camera as the server runs it. What is not saved yet has no address. */
export type AddressedCamera = Pick<CameraHealth, 'id' | 'port' | 'port_state'>;

/** A camera's addresses, under the name that this page was reached by. @param page the address of this page */
export function cameraAddresses(
  camera: AddressedCamera,
  page: Pick<Location, 'origin' | 'protocol' | 'hostname' | 'pathname'> = location,
): CameraAddresses {
  const base = `${rootAddress(page)}/cam/${encodeURIComponent(camera.id)}`;
  return {
    video: `${base}/video`,
    mp4: `${base}/video.mp4`,
    snapshot: `${base}/snapshot`,
    ownPort: ownPortOf(camera, page),
  };
}

function ownPortOf(
  { port, port_state }: AddressedCamera,
  { protocol, hostname, pathname }: Pick<Location, 'protocol' | 'hostname' | 'pathname'>,
): string | undefined {
  // A proxy that serves this server below a path has a host of its own, where nobody answers on the port.
  if (port === null || rootPath(pathname) !== '/') return undefined;
  switch (port_state) {
    case 'listening':
      return `${protocol}//${hostname}:${port}/`;
    case 'nginx':
      // nginx serves the ports without TLS, also where it serves this page with TLS.
      return `http://${hostname}:${port}/`;
    case 'taken':
    case 'off':
      return undefined;
    default:
      return port_state satisfies never;
  }
}
