import { z } from 'zod';
import { shapeOf, withoutUndefined } from './block.ts';
import { laxBoolean, laxText } from './coercion.ts';
import { eventName } from './event-settings.ts';
import { canonicalHost, hasHost } from './host-name.ts';
import { isJsonObject } from './patch-body.ts';
import { shortList } from './record.ts';

/** Each has a queue of its own. */
export const maxWebhooks = 16;
const maxNames = 64;

/** Whether a message has a picture: its address, or the JPEG itself. */
export const webhookPictures = ['none', 'link', 'attached'] as const;

/** One entry of the setting `webhooks` of the server. */
export const webhookSchema = z
  .object({
    id: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'webhooks id should have letters a to z, digits and hyphens only.')
      .describe('Label of its metrics; the secret belongs to it'),
    enabled: z.boolean().describe('Events that come from now on are sent'),
    url: z
      .string()
      .max(1_000, 'webhooks url should be at most 1000 characters.')
      .refine(
        isWebhookUrl,
        'webhooks url should be an address like https://example.org/hook, without user and password.',
      )
      .describe('Gets a POST for each event'),
    private_host: z
      .string()
      .max(253, 'webhooks private_host should be at most 253 characters.')
      .describe(
        'The host in `url`, where it is in your own network: you confirm that it may be reached there',
      ),
    cameras: z
      .array(z.string().max(64, 'webhooks cameras should be ids of cameras.'))
      .max(maxNames, `webhooks cameras should be at most ${maxNames}.`)
      .describe('Ids; empty: all'),
    events: z
      .array(eventName('webhooks events'))
      .max(maxNames, `webhooks events should be at most ${maxNames}.`)
      .describe('Names of events; empty: all'),
    picture: z
      .enum(webhookPictures, `webhooks picture should be one of ${webhookPictures.join(', ')}.`)
      .describe('With each event: no picture, the address of a snapshot, or the picture itself'),
    sign: z.boolean().describe('Messages are signed with the secret'),
    secret: z
      .string()
      .max(256, 'webhooks secret should be at most 256 characters.')
      .regex(
        /^[^\p{Z}\p{Cc}\p{Cf}\p{Cs}]*$/u,
        'webhooks secret must not have spaces or characters that nobody sees.',
      )
      .describe('Never shown; blank: it stays as it is for the same id'),
  })
  .meta({ id: 'Webhook' });

export type Webhook = z.infer<typeof webhookSchema>;

export const webhooksSchema = z
  .array(webhookSchema)
  .max(maxWebhooks, `webhooks should have at most ${maxWebhooks} entries.`)
  .superRefine((webhooks, context) => {
    // A file may still be used without its wrong entries. An entry is no double of one that is not used.
    if (context.issues.length > 0) return;
    for (const [index, { id }] of webhooks.entries()) {
      if (webhooks.findIndex((other) => other.id === id) === index) continue;
      const message = 'webhooks should each have an id of their own.';
      context.addIssue({ code: 'custom', path: [index, 'id'], message });
    }
  });

export function defaultWebhook(): Webhook {
  return {
    ...{ id: '', enabled: true, url: '', private_host: '', cameras: [], events: [] },
    ...{ picture: 'none', sign: true, secret: '' },
  };
}

const trimmed = laxText.nullish().transform((value) => value?.trim());
const names = shortList.pipe(z.array(laxText)).optional();

/** The types of `webhooks`. What is left out of an entry has its default. */
export const webhooksShape = shortList.pipe(
  z.array(
    shapeOf({
      id: trimmed,
      enabled: laxBoolean.optional(),
      url: trimmed,
      // Both "[::1]", as the URL has it, and "::1" are meant.
      private_host: trimmed.transform((host) => host && canonicalHost(host)),
      cameras: names,
      events: names,
      picture: laxText.optional(),
      sign: laxBoolean.optional(),
      secret: trimmed,
    }).transform((webhook) => withoutUndefined(defaultWebhook(), webhook)),
  ),
);

/** Adds the secrets to a list that comes back without them. Another id does not inherit one. */
export function withWebhookSecrets(webhooks: unknown, before: readonly Webhook[]): unknown {
  if (!Array.isArray(webhooks)) return webhooks;
  return webhooks.map((webhook: unknown) => {
    if (!isJsonObject(webhook) || webhook['secret']) return webhook;
    const known = before.find(({ id }) => id === webhook['id'])?.secret;
    return known === undefined ? webhook : { ...webhook, secret: known };
  });
}

/** The host that `private_host` has to be, e.g. "homeassistant.lan" or "192.168.1.20". Empty: the address is none. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? canonicalHost(new URL(url).hostname) : '';
}

function isWebhookUrl(url: string): boolean {
  if (!/^https?:\/\/[^\s\\]+$/i.test(url) || !hasHost(url)) return false;
  const { username, password } = new URL(url);
  return username + password === '';
}
