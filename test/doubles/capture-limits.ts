import { RtspTransports } from '../../server/capture/rtsp-transports.ts';

/** The limits of a server with the defaults, which reads USB cameras by programs. */
export function captureLimits() {
  return {
    ownCameras: true,
    maxPictureSize: () => 8_192,
    maxFramesPerSecond: () => 120,
    rtspTransports: new RtspTransports(),
    v4l2Access: { kind: 'programs' } as const,
    clipFolders: [],
  };
}
