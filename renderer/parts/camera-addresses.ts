import type { ServerConfig } from '../../server/contract/config/config.ts';
import { rootAddress } from '../root-path.ts';

/** The addresses at which people and programs find a camera. */
export interface CameraAddresses {
  video: string;
  /** The same as H.264. */
  mp4: string;
  snapshot: string;
  /** The video at the camera's own port, with "snapshot" below it; undefined where no port serves the camera. */
  ownPort: string | undefined;
}

/** A camera's addresses, under the name that this page was reached by. @param page the address of this page */
export function cameraAddresses(
  { id, port }: { id: string; port?: number | null },
  portMode: ServerConfig['port_mode'],
  page: Pick<Location, 'origin' | 'protocol' | 'hostname' | 'pathname'> = location,
): CameraAddresses {
  const camera = `${rootAddress(page)}/cam/${encodeURIComponent(id)}`;
  // nginx serves the ports without TLS, also where it serves this page with TLS.
  const protocol = portMode === 'nginx' ? 'http:' : page.protocol;
  return {
    video: `${camera}/video`,
    mp4: `${camera}/video.mp4`,
    snapshot: `${camera}/snapshot`,
    ownPort: portMode === 'off' || !port ? undefined : `${protocol}//${page.hostname}:${port}/`,
  };
}
