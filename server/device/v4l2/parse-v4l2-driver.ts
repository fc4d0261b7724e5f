/** The part of `v4l2-ctl --info` that says what a node is. */
export interface V4l2Driver {
  driver: string;
  card: string;
  bus: string;
  /** The V4L2_CAP_ bits of this very node (its siblings' are only in `Capabilities`). */
  deviceCaps: number;
}

/** Reads `v4l2-ctl --info` (or --all); undefined where the text holds none. */
export function parseV4l2Driver(text: string): V4l2Driver | undefined {
  // The media controller's block further down has the same labels: the first one counts.
  const field = (label: string) => new RegExp(`^\\s*${label}\\s*:(.*)$`, 'm').exec(text)?.[1]?.trim();
  const deviceCaps = Number(field('Device Caps') ?? field('Capabilities'));
  if (Number.isNaN(deviceCaps)) return undefined;
  return {
    driver: field('Driver name') ?? '',
    card: field('Card type') ?? '',
    bus: field('Bus info') ?? '',
    deviceCaps,
  };
}

// linux/videodev2.h, V4L2_CAP_...
const capture = 0x00000001 | 0x00001000; // VIDEO_CAPTURE, VIDEO_CAPTURE_MPLANE
const notCamera =
  0x00004000 | // VIDEO_M2M_MPLANE: codecs
  0x00008000 | // VIDEO_M2M
  0x00800000 | // META_CAPTURE: the second node of every UVC camera
  0x20000000; //  IO_MC: parts of a CSI pipeline that only libcamera can put together

/**
 * The Pi's image processors: their capture nodes only give back what was put in at their output node. With Linux 6.1
 * the bits do not tell: bcm2835-isp says 0x04200001 (crowsnest#85), and pispbe has no IO_MC either (sbc-reviews#21).
 */
const imageProcessors = ['bcm2835-isp', 'pispbe'];

/** Whether a node gives pictures of a camera. */
export function isCamera({ driver, deviceCaps }: V4l2Driver): boolean {
  return (deviceCaps & capture) !== 0 && (deviceCaps & notCamera) === 0 && !imageProcessors.includes(driver);
}
