import { z } from 'zod';
import { parseDeviceAddress } from './device-address.ts';

/** pydantic's types of issues, with its words, as the 422 answers of the parent API have them. */
export const shapeRefusals = {
  missing: 'Field required',
  string_type: 'Input should be a valid string',
  int_type: 'Input should be a valid integer',
  int_parsing: 'Input should be a valid integer, unable to parse string as an integer',
  int_parsing_size: 'Unable to parse input string as an integer, exceeded maximum size',
  int_from_float: 'Input should be a valid integer, got a number with a fractional part',
  float_type: 'Input should be a valid number',
  float_parsing: 'Input should be a valid number, unable to parse string as a number',
  finite_number: 'Input should be a finite number',
  bool_type: 'Input should be a valid boolean',
  bool_parsing: 'Input should be a valid boolean, unable to interpret input',
  list_type: 'Input should be a valid list',
  dict_type: 'Input should be a valid dictionary',
  model_attributes_type: 'Input should be a valid dictionary or object to extract fields from',
} as const;

type ShapeRefusal = keyof typeof shapeRefusals;

const notADevice =
  'Input should be a device: a number, /dev/..., csi:<n>, test, http(s)://... or rtsp(s)://...';

const withoutHost = 'Input should be an address with a host, like rtsp://192.168.1.20/stream';

type Coerced<T> = { value: T } | { refusal: ShapeRefusal; message?: string };

/** A field read as pydantic's lax mode reads it: "8081", 8081.0 and true are integers. Refusals are custom zod issues. */
const lax = <T>(coerce: (value: unknown) => Coerced<T>) =>
  z.unknown().transform((value, context): T => {
    const coerced: Coerced<T> = value === undefined ? { refusal: 'missing' } : coerce(value);
    if ('value' in coerced) return coerced.value;
    const { refusal: type, message = shapeRefusals[type] } = coerced;
    context.addIssue({ code: 'custom', message, params: { type } });
    return z.NEVER;
  });

export const laxText = lax(coerceText);
export const laxInteger = lax(coerceInteger);
export const laxNumber = lax(coerceNumber);
export const laxBoolean = lax(coerceBoolean);
/** A device: an index as in the parent API, or one of this server's device addresses. */
export const laxDevice = lax(coerceDevice);
/** The value of a V4L2 control. */
export const laxControl = lax<number | boolean>((value) =>
  typeof value === 'boolean' ? { value } : coerceInteger(value),
);

function coerceText(value: unknown): Coerced<string> {
  return typeof value === 'string' ? { value } : { refusal: 'string_type' };
}

function coerceInteger(value: unknown): Coerced<number> {
  if (typeof value === 'boolean') return { value: Number(value) };
  const isText = typeof value === 'string';
  if (isText && !/^[+-]?\d+(\.0+)?$/.test(value.trim())) return { refusal: 'int_parsing' };
  if (!isText && typeof value !== 'number') return { refusal: 'int_type' };
  const number = Number(value);
  if (!Number.isFinite(number)) return { refusal: isText ? 'int_parsing_size' : 'finite_number' };
  if (!Number.isInteger(number)) return { refusal: 'int_from_float' };
  // `+ 0`: -0 would come back from JSON as 0.
  return Number.isSafeInteger(number) ? { value: number + 0 } : { refusal: 'int_parsing_size' };
}

function coerceNumber(value: unknown): Coerced<number> {
  if (typeof value === 'boolean') return { value: Number(value) };
  if (typeof value === 'string') {
    const text = value.trim();
    if (/^[+-]?(nan|inf|infinity)$/i.test(text)) return { refusal: 'finite_number' };
    if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return { refusal: 'float_parsing' };
  } else if (typeof value !== 'number') return { refusal: 'float_type' };
  const number = Number(value);
  return Number.isFinite(number) ? { value: number + 0 } : { refusal: 'finite_number' };
}

function coerceBoolean(value: unknown): Coerced<boolean> {
  if (typeof value === 'boolean') return { value };
  if (typeof value !== 'string' && typeof value !== 'number') return { refusal: 'bool_type' };
  const word = String(value).toLowerCase();
  if (['1', 'on', 't', 'true', 'y', 'yes'].includes(word)) return { value: true };
  if (['0', 'off', 'f', 'false', 'n', 'no'].includes(word)) return { value: false };
  return { refusal: 'bool_parsing' };
}

function coerceDevice(value: unknown): Coerced<number | string> {
  if (typeof value !== 'string') return coerceInteger(value);
  const text = value.trim();
  const index = coerceInteger(text);
  if ('value' in index || index.refusal !== 'int_parsing') return index;
  if (parseDeviceAddress(text)) return { value: text };
  const isUrl = /^(https?|rtsps?):\/\//i.test(text);
  return { refusal: 'int_parsing', message: isUrl ? withoutHost : notADevice };
}
