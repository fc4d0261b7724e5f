import { z } from 'zod';

/** One picture format of a V4L2 device: its FourCC as V4L2 writes it, pixels, and frames per second. */
export const v4l2ModeSchema = z.object({
  fourcc: z.string(),
  width: z.int(),
  height: z.int(),
  framesPerSecond: z.number(),
});
export type V4l2Mode = z.infer<typeof v4l2ModeSchema>;

/** One control of a V4L2 device, with the name this kernel gives it; the id is the same on every kernel. */
export const v4l2ControlSchema = z.object({
  id: z.int(),
  name: z.string(),
  /** As v4l2-ctl writes it: int, bool, menu, intmenu, button, bitmask, int64, str, ... */
  type: z.string(),
  min: z.number().optional(),
  max: z.number().optional(),
  step: z.number().optional(),
  default: z.number().optional(),
  value: z.number().optional(),
  /** The choices of a menu; their values may have gaps. */
  menu: z.array(z.object({ value: z.int(), label: z.string() })).optional(),
  /** Another control, usually an automatic, has taken it over for now. */
  inactive: z.boolean(),
  readOnly: z.boolean(),
});
export type V4l2Control = z.infer<typeof v4l2ControlSchema>;

/** USB ids in lower-case hexadecimal, as sysfs has them. Makers give many cameras the same serial. */
export const usbIdentitySchema = z.object({
  vendorId: z.string(),
  productId: z.string(),
  serial: z.string().optional(),
});
export type UsbIdentity = z.infer<typeof usbIdentitySchema>;

/** A camera that V4L2 knows. */
export const v4l2DeviceSchema = z.object({
  /** The number in its path /dev/videoN; it may change at every plugging in. */
  index: z.int(),
  path: z.string(),
  /** The name of the socket it is plugged into, below /dev/v4l/by-path. */
  byPath: z.string().optional(),
  /** The name made of its USB ids, below /dev/v4l/by-id; absent where another camera has the same ids. */
  byId: z.string().optional(),
  card: z.string(),
  bus: z.string(),
  driver: z.string(),
  usb: usbIdentitySchema.optional(),
  /** The size and rate it is set to now; absent where it does not say. */
  current: z.object({
    width: z.int().optional(),
    height: z.int().optional(),
    framesPerSecond: z.number().optional(),
  }),
  modes: z.array(v4l2ModeSchema),
  controls: z.array(v4l2ControlSchema),
});
export type V4l2Device = z.infer<typeof v4l2DeviceSchema>;

/** A camera on the Pi's CSI connector, as rpicam-apps list it; its index is the n of `csi:<n>`. */
export const csiCameraSchema = z.object({
  index: z.int(),
  sensor: z.string(),
  /** Pixels of the whole sensor. */
  width: z.int(),
  height: z.int(),
  /** libcamera's id; differs between Pi models for the same connector. */
  path: z.string(),
  modes: z.array(
    z.object({
      format: z.string(),
      width: z.int(),
      height: z.int(),
      /** The most the mode gives; unknown where libcamera does not say, as while another program uses the camera. */
      framesPerSecond: z.number().optional(),
    }),
  ),
});
export type CsiCamera = z.infer<typeof csiCameraSchema>;
