import { z } from 'zod';
import { framesPerSecond, widthPixels } from './variant.ts';

export const tokensPath = '/api/tokens';

/** More than this would be a mistake, and every list has a limit. */
export const maxTokens = 100;
export const maxLinks = 1_000;

const shortText = (name: string) =>
  z
    .string(`${name} should be a text.`)
    .trim()
    .min(1, `${name} should not be empty.`)
    .max(64, `${name} should be at most 64 characters.`)
    .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), `${name} must not contain control characters.`);

const lifetime = 'expires_in should be a whole number of seconds from 60 to 31536000 (a year).';
const linkScope = z.enum(['stream', 'still'], 'scope should be "stream" or "still".');

/** The body of POST /api/tokens. */
export const tokenBodySchema = z.strictObject({
  /** For people: the person or program that uses it. */
  name: shortText('name'),
  /** "view" opens streams, snapshots, /health and /metrics; "admin" everything. */
  scope: z.enum(['view', 'admin'], 'scope should be "view" or "admin".').default('view'),
});

/** An API token as lists show it: its secret is not kept anywhere. */
export const tokenSchema = z.object({
  id: z.string(),
  name: z.string(),
  scope: z.enum(['view', 'admin']),
  created_at: z.iso.datetime(),
  /** Null while it was never used. Up to an hour of it is lost when the server is restarted. */
  last_used_at: z.iso.datetime().nullable(),
});

/** The answer of POST /api/tokens, the only one that holds the token itself. */
export const newTokenSchema = tokenSchema.extend({ token: z.string() });

/** The body of POST /api/cameras/{id}/links. An unknown field is refused: it may be a misspelled limit. */
export const linkBodySchema = z.strictObject({
  /** "stream" shows stills too. */
  scope: linkScope,
  /** Seconds from now. */
  expires_in: z.int(lifetime).min(60, lifetime).max(31_536_000, lifetime),
  /** Frames per second, at most. */
  fps: framesPerSecond.nullish(),
  /** Pixels, at most. */
  width: widthPixels.nullish(),
  label: shortText('label').nullish(),
});

/** A signed link as POST and GET /api/cameras/{id}/links show it. */
export const linkSchema = z.object({
  id: z.string(),
  camera: z.string(),
  scope: linkScope,
  fps: z.number().nullable(),
  width: z.number().int().nullable(),
  label: z.string().nullable(),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  /** The query field `token` of the camera's stream or snapshot. */
  token: z.string(),
  /** The path under which the client that asked reaches it, with the path that a proxy puts before it. */
  path: z.string(),
  /** The path under the address this request came to. */
  url: z.string(),
  /** The page for people at that address: the picture with its name and the link's end. `url` is the bare picture. */
  page: z.string(),
});

/** The page that a signed link opens for people; it takes the query fields `camera` and `token`. */
export const guestPath = '/guest';

/** The answer of GET /cam/{id}/guest: what a guest may know of the camera and of the link that shows it. */
export const guestSchema = z
  .object({
    camera: z.object({ id: z.string(), name: z.string() }),
    scope: linkScope,
    /** Null: it was not a link that let the guest in. */
    expires_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Guest' });

export type TokenBody = z.infer<typeof tokenBodySchema>;
export type TokenView = z.infer<typeof tokenSchema>;
export type LinkBody = z.infer<typeof linkBodySchema>;
export type LinkView = z.infer<typeof linkSchema>;
export type Guest = z.infer<typeof guestSchema>;
