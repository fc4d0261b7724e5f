import { z } from 'zod';
import { laxBoolean, laxInteger } from '../config/coercion.ts';
import { v4l2ControlSchema } from './device.ts';

/** The path of the list of devices. */
export const devicesPath = '/api/devices';

/** The query of GET /api/devices; what is not said is undefined. */
export const deviceQuerySchema = z.object({
  max: laxInteger
    .optional()
    .meta({ type: 'integer', minimum: 0, description: 'Leaves out /dev/videoN from this number on' }),
  probe_missing: laxBoolean.optional().meta({
    type: 'boolean',
    description: 'Whether to try the first numbers where the kernel lists no video device',
  }),
});

/** A process that has a device open, as /proc shows it. */
export const deviceUserSchema = z.object({
  pid: z.int().positive(),
  name: z.string(),
  /** This server or a program it started. */
  ours: z.boolean(),
});
export type DeviceUser = z.infer<typeof deviceUserSchema>;

/** Ids of the cameras that are configured with a device, whichever of its names they use. */
const inUseBy = z.array(z.string());

/** One V4L2 camera. */
export const listedDeviceSchema = z.object({
  // fields of the parent API
  /** The n of /dev/videoN; it may change at every plugging in. */
  index: z.int().nonnegative(),
  /** A camera is configured with it. */
  in_use: z.boolean(),
  /** Pixels of the format it is set to now. */
  resolution: z.object({ width: z.int().nullable(), height: z.int().nullable() }),
  fps: z.number().nullable(),
  /** As they stand now, in the units of a camera's configuration; null where the device has no such control. */
  controls: z.object({
    /** 0 to 1 of the device's own range. */
    brightness: z.number().nullable(),
    /** Units of 100 µs. */
    exposure: z.number().nullable(),
    /** Kelvin. */
    white_balance: z.number().nullable(),
  }),
  // fields that only this server has
  /** The value to configure: the name under which it is found again after a reboot. */
  device: z.string(),
  path: z.string(),
  by_path: z.string().nullable(),
  /** Null where another camera claims the same ids. */
  by_id: z.string().nullable(),
  name: z.string(),
  bus: z.string(),
  driver: z.string(),
  usb: z.object({ vendor_id: z.string(), product_id: z.string(), serial: z.string().nullable() }).nullable(),
  modes: z.array(z.object({ format: z.string(), width: z.int(), height: z.int(), fps: z.array(z.number()) })),
  v4l2_controls: z.array(v4l2ControlSchema.omit({ readOnly: true }).extend({ read_only: z.boolean() })),
  /** The kind of program that reads it; "unknown": one this server cannot see; null: none it can see. */
  busy: z.enum(['ours', 'other', 'unknown']).nullable(),
  users: z.array(deviceUserSchema),
  in_use_by: inUseBy,
});
export type ListedDevice = z.infer<typeof listedDeviceSchema>;

/** One camera on a CSI connector. */
export const listedCsiCameraSchema = z.object({
  index: z.int().nonnegative(),
  /** The value to configure. */
  device: z.string(),
  sensor: z.string(),
  /** Pixels of the whole sensor. */
  width: z.int(),
  height: z.int(),
  path: z.string(),
  modes: z.array(
    z.object({ format: z.string(), width: z.int(), height: z.int(), fps: z.number().nullable() }),
  ),
  in_use_by: inUseBy,
});
export type ListedCsiCamera = z.infer<typeof listedCsiCameraSchema>;

/** The answer of GET /api/devices. */
export const deviceListingSchema = z.object({
  devices: z.array(listedDeviceSchema),
  csi_cameras: z.array(listedCsiCameraSchema),
  /** Reasons why something is not in the lists; one line each. */
  problems: z.array(z.string()),
});
