import { z } from 'zod';
import { limited, mergedBlock, orNull, shapeOf, withoutUndefined } from './block.ts';
import { laxBoolean, laxNumber, laxText } from './coercion.ts';
import { hasHost } from './host-name.ts';
import { isJsonObject } from './patch-body.ts';

const printable = /^[\x21-\x7e]*$/;
const text = (field: string, max: number) => {
  const name = `recordings upload ${field}`;
  return z.string().max(max, `${name} should be at most ${max} characters.`);
};

/** The setting `recordings.upload` of the server: S3-compatible storage that closed segments are copied to. */
export const uploadSchema = z
  .object({
    enabled: z.boolean().describe('Recordings that end from now on are copied'),
    endpoint: text('endpoint', 300)
      .refine(
        (address) => address === '' || isEndpoint(address),
        'recordings upload endpoint should be an address like https://nas.lan:9000, without user, path or query.',
      )
      .describe('Address of the storage, e.g. "https://s3.eu-central-1.amazonaws.com"'),
    region: text('region', 64)
      .regex(/^[a-z0-9-]+$/, 'recordings upload region should be a name like us-east-1.')
      .describe('As the storage calls it'),
    bucket: text('bucket', 63)
      .regex(
        /^([A-Za-z0-9][A-Za-z0-9._-]+[A-Za-z0-9])?$/,
        'recordings upload bucket should have at least 3 letters, digits, dots or hyphens.',
      )
      .describe('It has to be there'),
    prefix: text('prefix', 200)
      .refine(
        (path) => !/\p{Cc}/u.test(path) && !path.split('/').some((name) => name === '.' || name === '..'),
        'recordings upload prefix must not have control characters, "." or "..".',
      )
      .describe('Folder in the bucket; empty: none'),
    access_key_id: text('access_key_id', 128).regex(
      printable,
      'recordings upload access_key_id should have ASCII letters, digits and signs only, without spaces.',
    ),
    secret_access_key: text('secret_access_key', 256)
      .regex(
        printable,
        'recordings upload secret_access_key should have ASCII letters, digits and signs only, without spaces.',
      )
      .describe('Never shown; blank: it stays as it is for the same access_key_id'),
    path_style: z.boolean().describe('The bucket in the path (most servers at home), not in the host name'),
    max_mbit_per_second: limited('recordings upload max_mbit_per_second', 0.1, 10_000)
      .nullable()
      .describe('The most that uploads take of the network; null: all'),
    keep_until_uploaded: z
      .boolean()
      .describe('keep_days and keep_gb leave alone what is not uploaded yet; a full disk does not'),
  })
  .meta({ id: 'UploadSettings' });

export type UploadSettings = z.infer<typeof uploadSchema>;

/**
 * The fields that an upload needs and has not. It is no rule of the schema, since answers have no secret; the fault is one
 * of `enabled`, since a file can be used without that.
 */
export function uploadMessages(upload: UploadSettings): string[] {
  const needed = ['endpoint', 'bucket', 'access_key_id', 'secret_access_key'] as const;
  const missing = upload.enabled ? needed.filter((field) => upload[field] === '') : [];
  return missing.length > 0 ? [`recordings upload needs ${missing.join(', ')} when it is enabled.`] : [];
}

export function defaultUpload(): UploadSettings {
  return {
    enabled: false,
    endpoint: '',
    region: 'us-east-1',
    bucket: '',
    prefix: '',
    access_key_id: '',
    secret_access_key: '',
    path_style: true,
    max_mbit_per_second: null,
    keep_until_uploaded: false,
  };
}

const trimmed = laxText.nullish().transform((value) => value?.trim());

/** The types of the fields of `recordings.upload`. What is left out has its default. */
export const uploadShape = shapeOf({
  enabled: laxBoolean.optional(),
  endpoint: trimmed.transform((address) => address?.replace(/\/+$/, '')),
  region: trimmed.transform((region) => region || undefined),
  bucket: trimmed,
  prefix: trimmed.transform((path) => path?.replace(/^\/+|\/+$/g, '').replace(/\/{2,}/g, '/')),
  access_key_id: trimmed,
  secret_access_key: trimmed,
  path_style: laxBoolean.optional(),
  max_mbit_per_second: orNull(laxNumber),
  keep_until_uploaded: laxBoolean.optional(),
}).transform((upload) => withoutUndefined(defaultUpload(), upload));

/** A patch of the setting `recordings`, whose block `upload` is patched too. A blank secret stays what it was. */
export function mergedRecordings(before: { upload: UploadSettings }, patch: unknown): unknown {
  const merged = mergedBlock(before, patch);
  if (!isJsonObject(merged) || !isJsonObject(patch) || !isJsonObject(patch['upload'])) return merged;
  const upload = mergedBlock({ ...before.upload, secret_access_key: '' }, patch['upload']);
  return { ...merged, upload: withSecret(upload, before.upload) };
}

/** Adds the secret to a block that comes back without it. Another key must not inherit it. */
export function withSecret(upload: unknown, before: UploadSettings): unknown {
  if (!isJsonObject(upload) || upload['secret_access_key']) return upload;
  const isSameKey = upload['access_key_id'] === before.access_key_id;
  return isSameKey ? { ...upload, secret_access_key: before.secret_access_key } : upload;
}

function isEndpoint(address: string): boolean {
  if (!/^https?:\/\/[^\s\\]+$/i.test(address) || !hasHost(address)) return false;
  const { username, password, pathname, search, hash } = new URL(address);
  return username + password + search + hash === '' && pathname === '/';
}
