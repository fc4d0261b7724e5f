import { z } from 'zod';
import { laxDevice } from '../config/coercion.ts';
import { parseDeviceAddress } from '../config/device-address.ts';

/** A POST to this path takes a picture of any device, also of one that no camera uses. */
export const deviceTrialPath = '/api/devices/try';

/** The path of a picture of a device of this machine. @param index the n of /dev/videoN, or "csi:<n>" */
export function deviceSnapshotPath(index: number | string): string {
  return `/api/devices/${index}/snapshot`;
}

/** The body of POST /api/devices/try: an address as the `device` of a camera. */
export const deviceTrialBodySchema = z.object({
  device: laxDevice.refine((device) => parseDeviceAddress(device) !== undefined, {
    error: 'device should be an index, a path, csi:<n>, an http or rtsp address, or test.',
  }),
  /** The id of a configured camera whose login the address has, if it shows that as "***". */
  camera: z.string().max(64).optional(),
});

/** The {index} of GET /api/devices/{index}/snapshot, as a camera's `device`. */
export const deviceIndexSchema = z.string().regex(/^(csi:\d{1,2}|\d{1,4})$/);
