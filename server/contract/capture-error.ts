/**
 * The reasons for which a camera gives no picture. The code is in /health, in metric labels, on the wall and on the
 * placeholder image; title and advice are for people.
 */
export const captureErrorCodes = [
  'no-device',
  'busy',
  'no-bandwidth',
  'permission',
  'stalled',
  'bad-format',
  'bad-frames',
  'device-error',
  'no-ffmpeg',
  'no-v4l2-ctl',
  'no-rpicam',
  'unreachable',
  'unauthorized',
  'own-stream',
  'malformed-http',
  'no-clip',
  'bad-clip',
  'ended',
  'disabled',
  'switched-off',
] as const;

export type CaptureErrorCode = (typeof captureErrorCodes)[number];

export const captureErrorText: Record<CaptureErrorCode, { title: string; advice: string }> = {
  'no-device': {
    title: 'Camera not found',
    advice: 'Plug it in, or choose another device in the settings.',
  },
  busy: {
    title: 'Camera in use by another program',
    advice: 'End the other program, or remove a second camera that uses the same device.',
  },
  'no-bandwidth': {
    title: 'Not enough USB bandwidth',
    advice: 'Choose a smaller picture or fewer frames per second, or plug the camera into another USB port.',
  },
  permission: {
    title: 'No permission to open the camera',
    advice: 'Add the user that runs the server to the group "video" and start it again.',
  },
  stalled: {
    title: 'Camera stopped sending pictures',
    advice: 'It is restarted by itself. If this repeats, check the cable and the power supply.',
  },
  'bad-format': {
    title: 'The camera offers no usable picture format',
    advice: 'Choose one of the formats the device lists.',
  },
  'bad-frames': {
    title: 'The camera sends only broken pictures',
    advice: 'Check the cable and the power supply, or choose a smaller picture.',
  },
  'device-error': {
    title: 'The camera reports an error',
    advice: 'It is restarted by itself. If this repeats, unplug it, wait and plug it in again.',
  },
  'no-ffmpeg': { title: 'ffmpeg is not installed', advice: 'Run: sudo apt install ffmpeg' },
  'no-v4l2-ctl': { title: 'v4l2-ctl is not installed', advice: 'Run: sudo apt install v4l-utils' },
  'no-rpicam': { title: 'rpicam-vid is not installed', advice: 'Run: sudo apt install rpicam-apps' },
  unreachable: {
    title: 'Network camera cannot be reached',
    advice: 'Check its address, its power and the network.',
  },
  unauthorized: {
    title: 'Network camera refuses the login',
    advice: 'Check user name and password in the camera address.',
  },
  'own-stream': {
    title: 'The camera shows itself',
    advice: 'Its address leads back to this server. Enter the address of the camera itself.',
  },
  'malformed-http': {
    title: 'Network camera answers malformed HTTP',
    advice: 'Check that address and port are those of its pictures, or use its RTSP address.',
  },
  'no-clip': {
    title: 'Clip not found',
    advice: 'Put it into the folder "clips" in the data folder, or start the server with CLIP_FOLDERS.',
  },
  'bad-clip': {
    title: 'The clip has no pictures that can be shown',
    advice: 'Choose a video file that ffmpeg can read, or a folder of JPEG files.',
  },
  ended: {
    title: 'The capture ended',
    advice: 'It is started again by itself. See the log for what it said last.',
  },
  disabled: {
    title: "This machine's cameras are switched off",
    advice: 'Set CAMERA_ENABLED to 1 where the server is started, and start it again.',
  },
  'switched-off': {
    title: 'The camera is switched off',
    advice: 'Start it on the page Status.',
  },
};

/**
 * The reasons for which a frame of a source is not passed on (drops of a slow viewer are counted elsewhere). "surplus":
 * frames came faster than `max_fps` allows, or faster than this machine could take them. "unanswered": a request for a still
 * failed once between two that did not.
 */
export const frameDropReasons = [
  'truncated',
  'corrupt',
  'oversized',
  'garbage',
  'too-many-pixels',
  'unsupported',
  'surplus',
  'unanswered',
] as const;
/** Drops of sources whose pictures are sound. */
export const soundDropReasons: readonly FrameDropReason[] = ['surplus', 'unanswered'];
export type FrameDropReason = (typeof frameDropReasons)[number];

/** The same for people, where nothing more exact is known; said of a camera. */
export const frameDropText: Record<FrameDropReason, string> = {
  truncated: 'its pictures are cut off',
  corrupt: 'its pictures are damaged',
  oversized: 'its pictures have too many bytes',
  garbage: 'it sends bytes that are no pictures',
  'too-many-pixels': 'its pictures have too many pixels',
  unsupported: 'browsers cannot show its pictures',
  surplus: 'it sends more pictures than can be taken',
  unanswered: 'a request for a picture failed',
};

/** A device or capture failed in a way that has a name. */
export class CaptureError extends Error {
  readonly code: CaptureErrorCode;
  /** @param detail what the device or program said; without credentials */
  constructor(code: CaptureErrorCode, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.name = 'CaptureError';
    this.code = code;
  }
}
