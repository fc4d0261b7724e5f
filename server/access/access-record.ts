import { z } from 'zod';
import { maxLinks, maxTokens } from '../contract/access.ts';

const id = z.string().regex(/^[0-9a-f]{16}$/);

const storedTokenSchema = z.object({
  id,
  name: z.string().max(64),
  scope: z.enum(['view', 'admin']),
  /** SHA-256 of the secret, hexadecimal: 256 random bits need no slow hash. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  created_at: z.iso.datetime(),
  last_used_at: z.iso.datetime().optional(),
});

const storedLinkSchema = z.object({
  id,
  camera: z.string().max(64),
  /** The id of the camera when the link was made, if it has another one now. Addresses and signature have this id. */
  made_for: z.string().max(64).optional(),
  scope: z.enum(['stream', 'still']),
  fps: z.number().optional(),
  width: z.number().int().optional(),
  label: z.string().max(64).optional(),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  /** The link has expired. It stays so, whatever the clock says later. */
  expired: z.literal(true).optional(),
});

/** The content of access.json. */
export const accessRecordSchema = z.object({
  /** 32 random bytes that sign all links, base64url. */
  signing_key: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  tokens: z.array(storedTokenSchema).max(maxTokens),
  links: z.array(storedLinkSchema).max(maxLinks),
  /** The highest time that was seen while there was a link which had not expired. */
  latest_at: z.iso.datetime().optional(),
});

export type AccessRecord = z.infer<typeof accessRecordSchema>;
export type StoredToken = z.infer<typeof storedTokenSchema>;
export type StoredLink = z.infer<typeof storedLinkSchema>;
