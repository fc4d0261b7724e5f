import { CaptureError } from '../contract/capture-error.ts';
import type { CameraConfig } from '../contract/config/camera.ts';
import { parseDeviceAddress, type DeviceAddress } from '../contract/config/device-address.ts';
import type { CapturedImage } from '../frame/frame.ts';
import { drawableName } from '../picture/text/drawable-text.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Capture, CaptureReport } from './capture.ts';
import type { DemuxOptions } from './demuxed-images.ts';
import { openClipCapture } from './clip/clip-capture.ts';
import { openHttpCapture } from './http-capture.ts';
import { exifOrientation, type ExifOrientation } from './jpeg/exif-orientation.ts';
import { repairImage } from './jpeg/jpeg-repair.ts';
import type { StreamOrigin } from './own-stream.ts';
import { turnsInSensor } from './rpicam-args.ts';
import { openRpicamCapture } from './rpicam-capture.ts';
import { openRtspCapture } from './rtsp-capture.ts';
import type { RtspTransports } from './rtsp-transports.ts';
import { openTestPattern } from './test-pattern/test-pattern.ts';
import { openV4l2Capture } from './v4l2-capture.ts';
import type { V4l2Access } from './v4l2/v4l2-access.ts';

/** A 4K image at the best quality has about half of these bytes. */
const maxFrameBytes = 8 * 1024 * 1024;
/** The JPEG quality of pictures that the server encodes. */
const defaultQuality = 80;

/** The place of the camera. "this-machine": CAMERA_ENABLED=0 excludes it; "network": only the camera knows its pace. */
const placeOf: Record<DeviceAddress['kind'], 'this-machine' | 'network' | 'none'> = {
  v4l2: 'this-machine',
  csi: 'this-machine',
  http: 'network',
  rtsp: 'network',
  test: 'none',
  file: 'none',
};

/** The limits of all captures. */
export interface CaptureLimits {
  /** True: devices of this machine may be opened; false (CAMERA_ENABLED=0): none of them. */
  ownCameras: boolean;
  /** Returns the most pixels that a side of a picture may have now. */
  maxPictureSize: () => number;
  /** Returns the most pictures a second of one camera, as configured now. */
  maxFramesPerSecond: () => number;
  rtspTransports: RtspTransports;
  v4l2Access: V4l2Access;
  /** The folders whose clips may be read; a relative name is in the first one. */
  clipFolders: readonly string[];
}

/**
 * The capture for a camera's `device`. Its images are turned according to the result of `camera` at the time of each
 * image.
 * @throws CaptureError when `device` is no device, or `limits` exclude it
 */
export function openCapture(
  camera: () => CameraConfig,
  report: CaptureReport,
  clock: Clock,
  limits: CaptureLimits,
  origin: StreamOrigin,
): Capture {
  const { device } = camera();
  const address = parseDeviceAddress(device);
  if (!address) throw new CaptureError('no-device', `${device} is not a device`);
  const place = placeOf[address.kind];
  if (!limits.ownCameras && place === 'this-machine') {
    throw new CaptureError('disabled', 'CAMERA_ENABLED is 0');
  }
  if (address.kind !== 'http') origin.cameThrough([]);
  if (place === 'network') report.pace(undefined);
  const orientation = (): ExifOrientation => {
    const { rotate, flip } = camera();
    return address.kind === 'csi' && turnsInSensor(rotate ?? 0)
      ? 1
      : exifOrientation(rotate ?? 0, flip ?? 'none');
  };
  const repair = (image: CapturedImage) => {
    const wanted = orientation();
    return { ...repairImage(image, wanted), orientation: wanted };
  };
  const { maxPictureSize, maxFramesPerSecond, clipFolders } = limits;
  const { rtspTransports: transports, v4l2Access: access } = limits;
  return openAddress(address, camera(), {
    ...{ maxFrameBytes, maxPictureSize, maxFramesPerSecond, transports, access, clipFolders },
    ...{ clock, report, repair, origin },
  });
}

/** The same for a capture whose notices nobody reads. */
export function openUnwatchedCapture(
  camera: CameraConfig,
  { dropped, fault }: Pick<CaptureReport, 'dropped' | 'fault'>,
  clock: Clock,
  limits: CaptureLimits,
  origin: StreamOrigin,
): Capture {
  const nothing = () => undefined;
  const report = { notice: nothing, dropped, damaged: nothing, fault, pace: nothing };
  return openCapture(() => camera, report, clock, limits, origin);
}

function openAddress(
  address: DeviceAddress,
  camera: CameraConfig,
  {
    origin,
    transports,
    access,
    clipFolders,
    ...demux
  }: Required<Omit<DemuxOptions, 'heldImages'>> & {
    clock: Clock;
    origin: StreamOrigin;
    transports: RtspTransports;
    access: V4l2Access;
    clipFolders: readonly string[];
  },
): Capture {
  const size = { width: camera.width ?? undefined, height: camera.height ?? undefined };
  const framesPerSecond = camera.fps
    ? Math.min(camera.fps, demux.maxFramesPerSecond?.() ?? Infinity)
    : undefined;
  const quality = camera.quality ?? defaultQuality;
  switch (address.kind) {
    case 'v4l2':
      return openV4l2Capture({ ...demux, access, device: address.path, camera, quality });
    case 'csi':
      return openRpicamCapture({
        ...demux,
        index: address.index,
        ...size,
        framesPerSecond,
        rotate: camera.rotate ?? 0,
        flip: camera.flip ?? 'none',
        autofocus: camera.autofocus,
        brightness: camera.brightness,
        exposure: camera.exposure,
        whiteBalance: camera.white_balance,
        quality,
      });
    case 'http':
      return openHttpCapture({ ...demux, origin, url: address.url, framesPerSecond });
    case 'rtsp':
      return openRtspCapture({ ...demux, transports, url: address.url, ...size, framesPerSecond, quality });
    case 'file': {
      const clip = { name: address.name, folders: clipFolders };
      return openClipCapture({ ...demux, ...clip, ...size, framesPerSecond, quality });
    }
    case 'test':
      return repairedCapture(
        openTestPattern({
          label: testLabel(address.label || camera.name, camera.id, demux.report),
          ...missingSide(camera.width, camera.height),
          framesPerSecond: framesPerSecond ?? 15,
          quality,
          clock: demux.clock,
        }),
        demux.repair,
      );
    default:
      return address satisfies never;
  }
}

/** The label that the picture can show. The camera's notices say when it is another one. */
function testLabel(wanted: string, id: string, report: Pick<CaptureReport, 'notice'>): string {
  const shown = wanted === '' ? wanted : drawableName(wanted, id);
  if (shown !== wanted) report.notice(`The picture shows "${shown}": it has no letters for "${wanted}".`);
  return shown;
}

/** The missing side of a 16:9 picture, when only one side is configured. */
function missingSide(width: number | null | undefined, height: number | null | undefined) {
  return {
    width: width ?? (height ? Math.round((height * 16) / 9) : 640),
    height: height ?? (width ? Math.round((width * 9) / 16) : 360),
  };
}

/** Wraps a capture that uses no demuxer, and repairs each of its images. */
function repairedCapture(capture: Capture, repair: (image: CapturedImage) => CapturedImage): Capture {
  return {
    async *frames(signal) {
      for await (const image of capture.frames(signal)) yield repair(image);
    },
  };
}
