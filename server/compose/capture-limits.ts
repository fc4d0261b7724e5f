import type { CaptureLimits } from '../capture/open-capture.ts';
import { RtspTransports } from '../capture/rtsp-transports.ts';
import type { ConfigStore } from '../config/config-store.ts';
import type { ServerOptions } from '../server-options.ts';

/** What captures may do, by the settings of the moment. */
export function captureLimits(
  { ownCameras }: Pick<ServerOptions, 'ownCameras'>,
  store: Pick<ConfigStore, 'current'>,
): CaptureLimits {
  return {
    ownCameras,
    maxPictureSize: () => store.current.max_picture_size,
    maxFramesPerSecond: () => store.current.max_fps,
    rtspTransports: new RtspTransports(),
  };
}
