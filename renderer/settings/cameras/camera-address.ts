import type { CameraConfig } from '../../../server/contract/config/camera.ts';
import type { ServerConfig } from '../../../server/contract/config/config.ts';

/** Where a camera's live picture is. @param page this page's own address */
export function cameraAddress(
  { id, port }: Pick<CameraConfig, 'id' | 'port'>,
  portMode: ServerConfig['port_mode'],
  page: { protocol: string; hostname: string; origin: string },
): string {
  if (portMode === 'off' || !port) return `${page.origin}/cam/${encodeURIComponent(id)}/video`;
  const protocol = portMode === 'nginx' ? 'http:' : page.protocol;
  return `${protocol}//${page.hostname}:${port}/`;
}
