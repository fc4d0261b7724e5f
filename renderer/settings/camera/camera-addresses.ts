import type { CameraConfig } from '../../../server/contract/config/camera.ts';
import type { ServerConfig } from '../../../server/contract/config/config.ts';

export interface CameraAddress {
  what: string;
  url: string;
}

/**
 * Where a camera is seen, with the name this page was reached by.
 * @param page the address of this page, e.g. `location`
 */
export function cameraAddresses(
  { id, port }: Pick<CameraConfig, 'id' | 'port'>,
  portMode: ServerConfig['port_mode'],
  page: Pick<URL, 'origin' | 'protocol' | 'hostname'>,
): CameraAddress[] {
  const camera = `${page.origin}/cam/${encodeURIComponent(id)}`;
  // nginx serves the generated file's ports without TLS.
  const scheme = portMode === 'nginx' ? 'http:' : page.protocol;
  const own =
    portMode === 'off' || !port
      ? []
      : [{ what: 'Video on its own port', url: `${scheme}//${page.hostname}:${port}/` }];
  return [{ what: 'Video', url: `${camera}/video` }, { what: 'Snapshot', url: `${camera}/snapshot` }, ...own];
}
