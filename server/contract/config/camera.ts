import { z } from 'zod';
import { hookUsesSchema } from '../hook/hook-use.ts';
import { parseDeviceAddress } from './device-address.ts';
import { maskSchema, overlaySchema } from './edits.ts';
import { recordSchema } from './record.ts';
import { stillsSchema, timelapseSchema } from './timed-pictures.ts';

const maxDeviceIndex = 9_999;
const maxDeviceLength = 2_000;
export const maxControls = 100;

/** Characters that break a log line, a URL or a file name, or show a text as another: controls, bidi marks, half pairs. */
const unsafeCharacter = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;

/** A control by V4L2 name (old or new kernel's) or by numeric id, e.g. "sharpness" or "0x0098091b". */
const controlKey = /^([a-z][a-z0-9_]{0,63}|0x[0-9a-fA-F]{1,8})$/;

/** An id is a URL segment, a metric label and part of file names: blanks and letters of any script are fine. */
const id = z
  .string()
  .refine((text) => text.trim() !== '', 'id is required.')
  .max(64, 'id should be at most 64 characters.')
  .refine((text) => text.trim() === text, 'id must not start or end with a blank.')
  .refine((text) => !/^\.+$/.test(text), 'id must not consist of dots.')
  .refine(
    (text) => !/[/\\]/.test(text) && !unsafeCharacter.test(text),
    "id must not contain '/', '\\' or control characters.",
  );

const name = z
  .string()
  .refine((text) => text.trim() !== '', 'must have a name.')
  .max(200, 'name should be at most 200 characters.')
  .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), 'name must not contain control characters.');

const group = z
  .string()
  .min(1, 'group must not be empty.')
  .max(64, 'group should be at most 64 characters.')
  .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), 'group must not contain control characters.');

const device = z
  .union([z.number(), z.string()])
  .refine((value) => parseDeviceAddress(value) !== undefined, 'requires a non-negative device index.')
  .refine(
    (value) => typeof value === 'string' || value <= maxDeviceIndex,
    `device index should be at most ${maxDeviceIndex}.`,
  )
  .refine(
    (value) => String(value).length <= maxDeviceLength,
    `device should be at most ${maxDeviceLength} characters.`,
  );

const publish = z
  .string()
  .max(maxDeviceLength, `publish should be at most ${maxDeviceLength} characters.`)
  .refine(
    (text) => parseDeviceAddress(text)?.kind === 'rtsp' && !unsafeCharacter.test(text) && !text.includes(' '),
    'publish should be an address like rtsp://192.168.1.10:8554/door.',
  );

const size = (field: 'width' | 'height') =>
  z
    .int()
    .gt(0, `${field} must be positive when provided.`)
    .min(16, `${field} should be between 16 and 8192.`)
    .max(8_192, `${field} should be between 16 and 8192.`);

const range = (field: string, min: number, max: number, limits: string) => {
  const message = `${field} should be between ${limits}.`;
  return z.number().min(min, message).max(max, message);
};

const invalidPort = { error: (issue: { input?: unknown }) => `has an invalid port: ${String(issue.input)}.` };

const oneOf = <const T extends string>(field: string, words: readonly [T, ...T[]]) =>
  z.enum(words, `${field} should be one of ${words.join(', ')}.`);

const controls = z.record(z.string(), z.union([z.number(), z.boolean()])).superRefine((values, context) => {
  for (const [key, value] of Object.entries(values)) {
    const path = [key];
    if (!controlKey.test(key)) {
      context.addIssue({
        code: 'custom',
        path,
        message: `controls has a name that V4L2 does not know: '${key.slice(0, 64)}'.`,
      });
    } else if (Math.abs(Number(value)) > 0x7fff_ffff) {
      context.addIssue({ code: 'custom', path, message: `controls.${key} should fit in 32 bits.` });
    }
  }
});

/**
 * One entry of `cameras` in cameras.json, in the snake_case of the parent API. Its messages are the rules of that API, to
 * be read after "Camera 'x' ".
 */
export const cameraSchema = z
  .object({
    id: id.describe('Part of its addresses, label of its metrics'),
    name: name.describe('For people'),
    device: device.describe(
      'An index (0 is /dev/video0), a path or stable name, csi:<n>, http(s)://…, rtsp(s)://…, file:<clip>, test',
    ),
    port: z
      .int()
      .min(1, invalidPort)
      .max(65_535, invalidPort)
      .nullish()
      .describe('Its own LAN port; null: the server chooses one'),
    width: size('width').nullish().describe('Pixels; the nearest mode of the camera is taken'),
    height: size('height').nullish().describe('Pixels'),
    fps: z
      .number()
      .gt(0, 'fps must be positive when provided.')
      .min(0.01, 'fps should be between 0.01 and 240.')
      .max(240, 'fps should be between 0.01 and 240.')
      .nullish()
      .describe('Frames per second'),
    brightness: range('brightness', 0, 1, '0.0 and 1.0').nullish().describe('From dark to bright'),
    exposure: range('exposure', 0, 10_000, '0.0 and 10000.0')
      .nullish()
      .describe('Units of 100 µs; automatic when it is not set'),
    white_balance: range('white_balance', 0, 12_000, '0.0 and 12000.0')
      .nullish()
      .describe('Kelvin; automatic when it is not set'),
    rotate: z
      .literal([0, 90, 180, 270], 'rotate should be one of 0, 90, 180, 270.')
      .nullish()
      .describe('Degrees clockwise'),
    flip: oneOf('flip', ['none', 'horizontal', 'vertical']).nullish().describe('Mirrored'),
    autofocus: oneOf('autofocus', ['continuous', 'auto', 'manual'])
      .nullish()
      .describe('Of cameras that have it'),
    quality: range('quality', 10, 100, '10 and 100')
      .int()
      .nullish()
      .describe(
        'JPEG quality of pictures that must be encoded (YUYV devices, test pattern); MJPEG is passed through',
      ),
    group: group.nullish().describe('For people; a wall may show the cameras of one group only'),
    controls: controls.nullish().describe('V4L2 controls by name or id, with the value for each'),
    publish: publish
      .nullish()
      .describe(
        'An RTSP server that gets it as H.264: rtsp://user:password@host:port/path; nowhere when it is not set',
      ),
    mask: maskSchema.nullish().describe('Parts that nobody may see; they are black wherever its pictures go'),
    overlay: overlaySchema.nullish().describe('Text and clock in its pictures'),
    sharpen: z.boolean().nullish().describe('Makes edges sharper'),
    turn_pixels: z
      .boolean()
      .nullish()
      .describe('Turns the pixels, for programs that do not know the EXIF orientation'),
    hooks: hookUsesSchema.nullish().describe('Programs of yours that get its pictures, in this order'),
    record: recordSchema.nullish().describe('When it is recorded; not at all when it is not set'),
    timelapse: timelapseSchema.nullish().describe('A film of each day; none when it is not set'),
    stills: stillsSchema.nullish().describe('JPEG files at an interval; none when it is not set'),
  })
  .meta({ id: 'Camera' });

export type CameraConfig = z.infer<typeof cameraSchema>;
