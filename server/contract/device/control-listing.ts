import { z } from 'zod';

/** One control of a camera as GET /api/cameras/{id}/controls shows it. */
export const cameraControlSchema = z.object({
  /** The same on every kernel, e.g. "0x00980900"; may be used in place of the name. */
  id: z.string(),
  /** As this kernel names it. */
  name: z.string(),
  /** As v4l2-ctl writes it: int, bool, menu, intmenu, button, bitmask, int64, str, ... */
  type: z.string(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  step: z.number().nullable(),
  default: z.number().nullable(),
  value: z.number().nullable(),
  /** The choices of a menu. */
  menu: z.array(z.object({ value: z.int(), label: z.string() })).nullable(),
  /** Another control, usually an automatic, has taken it over for now. */
  inactive: z.boolean(),
  /** The one that does so while it is on, and the value at which it does not; null where there is none, or unknown. */
  automatic: z.object({ name: z.string(), off: z.number().nullable() }).nullable(),
  read_only: z.boolean(),
  /** The value that the configuration asks for, in the control's units; null where it asks for none. */
  configured: z.number().nullable(),
  /** The field that asks for it, e.g. "exposure" or "controls.sharpness". */
  configured_by: z.string().nullable(),
});
export type CameraControl = z.infer<typeof cameraControlSchema>;

/** The answer of GET and PATCH /api/cameras/{id}/controls. */
export const controlListingSchema = z.object({
  /** The device as it is called at the moment, e.g. "/dev/video0", and its name. */
  device: z.string(),
  card: z.string(),
  /** In the device's order. */
  controls: z.array(cameraControlSchema),
  /** One line for each wish of the configuration that the device cannot fulfil, or not quite. */
  notices: z.array(z.string()),
});
export type ControlListing = z.infer<typeof controlListingSchema>;
