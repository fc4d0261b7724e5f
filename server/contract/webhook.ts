import { z } from 'zod';
import { annotationSchema } from './hook/hook-answer.ts';

export const webhooksPath = '/api/webhooks';

/** The header with the time and the signature: `t=SECONDS,v1=HEX`. HEX is HMAC-SHA256 of `SECONDS.BODY` with the secret. */
export const signatureHeader = 'Rpicam-Signature';
/** The header with the id of the message. It stays the same when the message is sent again. */
export const deliveryHeader = 'Rpicam-Delivery';

/** Reasons why a message is not delivered. */
export const webhookReasons = [
  'no-host',
  'unreachable',
  'timeout',
  'cut',
  'tls',
  'not-http',
  'private-address',
  'forbidden-address',
  'redirect',
  'refused',
  'busy',
  'server-error',
  'no-secret',
] as const;
export type WebhookReason = (typeof webhookReasons)[number];

/** For each reason a title, what a person can do, and whether it ends by itself: then the message is sent again. */
export const webhookReasonText: Record<WebhookReason, { title: string; advice: string; isPassing: boolean }> =
  {
    'no-host': {
      title: 'The host of the address has no IP address',
      advice: 'Check the name in the address, and the DNS of this machine.',
      isPassing: true,
    },
    unreachable: {
      title: 'The target cannot be reached',
      advice: 'Check the address, the network, and whether the target runs.',
      isPassing: true,
    },
    timeout: {
      title: 'The target does not answer in time',
      advice: 'It has to answer within 10 seconds. Let it answer first and work then.',
      isPassing: true,
    },
    cut: {
      title: 'The target has cut the connection',
      advice: 'See the log of the target.',
      isPassing: true,
    },
    tls: {
      title: 'The certificate of the target is not trusted',
      advice: 'Give the target a certificate that this machine trusts, or use http:// in your own network.',
      isPassing: false,
    },
    'not-http': {
      title: 'The answer of the target is not HTTP',
      advice: 'Check the port in the address, and http or https.',
      isPassing: false,
    },
    'private-address': {
      title: 'The target is in a private network',
      advice: 'If it is yours, allow that host: switch on “The target is in my own network”.',
      isPassing: false,
    },
    'forbidden-address': {
      title: 'The target has an address that is never used',
      advice:
        'Link-local, multicast and reserved addresses are refused, since cloud machines keep their keys there.',
      isPassing: false,
    },
    redirect: {
      title: 'The target answers with a redirect, which is not followed',
      advice: 'Enter the address that it leads to.',
      isPassing: false,
    },
    refused: {
      title: 'The target refuses the message',
      advice: 'See the status and the answer, and the log of the target.',
      isPassing: false,
    },
    busy: { title: 'The target asks to wait', advice: 'Send it fewer events.', isPassing: true },
    'server-error': {
      title: 'The target has an error',
      advice: 'See the log of the target.',
      isPassing: true,
    },
    'no-secret': {
      title: 'The webhook has no secret',
      advice: 'Enter one, or switch off “Sign the messages”.',
      isPassing: false,
    },
  };

/** The body of a message. */
export const webhookMessageSchema = z
  .object({
    /** "test": nothing happened, a person tries the webhook. */
    type: z.enum(['event', 'test']),
    /** The same in all attempts to send this message. */
    delivery: z.uuid(),
    event: z.object({
      id: z.string(),
      camera: z.string(),
      camera_name: z.string(),
      source: z.string(),
      name: z.string(),
      text: z.string(),
      /** ISO 8601, and the same in milliseconds since the epoch. */
      time: z.string(),
      at_ms: z.number(),
      annotations: z.array(annotationSchema),
    }),
    /** Pages of this server; null where it has no address in the LAN. */
    links: z.object({ recordings: z.string().nullable(), snapshot: z.string().nullable() }),
    /** With `picture: "attached"`: the newest picture at that moment; null where there was none, or no room for it. */
    picture: z.object({ media_type: z.literal('image/jpeg'), base64: z.string() }).nullable(),
    /** The program that sends, e.g. "rpicam-kiosk 0.9.0". */
    sender: z.string(),
  })
  .meta({ id: 'WebhookMessage' });
export type WebhookMessage = z.infer<typeof webhookMessageSchema>;

const problemSchema = z.object({
  reason: z.enum(webhookReasons),
  /** One sentence for people. */
  message: z.string(),
  advice: z.string(),
});

/** What came of one attempt. */
export const webhookAnswerSchema = z.object({
  ok: z.boolean(),
  /** Of the target's answer; null: there was none. */
  status: z.number().int().nullable(),
  /** The beginning of its body, at most 500 characters. */
  answer: z.string(),
  milliseconds: z.number().nonnegative(),
  problem: problemSchema.nullable(),
});
export type WebhookAnswer = z.infer<typeof webhookAnswerSchema>;

export const webhookReportSchema = z
  .object({
    id: z.string(),
    /** "retrying": see `last`. */
    state: z.enum(['off', 'idle', 'sending', 'retrying']),
    /** Whether the server has a secret for it. */
    has_secret: z.boolean(),
    /** Messages that wait. */
    queue: z.number().int().nonnegative(),
    /** Seconds until the next attempt; null: none is planned. */
    retry_in: z.number().nonnegative().nullable(),
    /** Since the start of the server. */
    sent: z.number().int(),
    failed: z.number().int(),
    /** Of these there was no room in the queue. */
    dropped: z.number().int(),
    /** The last attempt; null: none since the start of the server. */
    last: webhookAnswerSchema
      .omit({ answer: true })
      .extend({ time: z.string(), event: z.string(), camera: z.string() })
      .nullable(),
  })
  .meta({ id: 'WebhookReport' });
export type WebhookReport = z.infer<typeof webhookReportSchema>;

export const webhookListSchema = z.object({ webhooks: z.array(webhookReportSchema) });
