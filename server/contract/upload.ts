import { z } from 'zod';

export const uploadsPath = '/api/uploads';

/** Reasons why recordings are not uploaded. */
export const uploadReasons = [
  'wrong-key',
  'no-permission',
  'no-bucket',
  'wrong-region',
  'clock',
  'tls',
  'unreachable',
  'timeout',
  'cut',
  'server-error',
  'server-full',
  'checksum',
  'refused',
  'disk',
] as const;
export type UploadReason = (typeof uploadReasons)[number];

/** For each reason a title, what a person can do, and whether it ends by itself, as a network does. */
export const uploadReasonText: Record<UploadReason, { title: string; advice: string; isPassing: boolean }> = {
  'wrong-key': {
    title: 'The storage does not accept the access key',
    advice: 'Enter the access key and its secret again.',
    isPassing: false,
  },
  'no-permission': {
    title: 'The access key may not write to the bucket',
    advice: 'Allow it to put objects and to abort multipart uploads there.',
    isPassing: false,
  },
  'no-bucket': {
    title: 'The bucket is not there',
    advice: 'Make the bucket, or correct its name.',
    isPassing: false,
  },
  'wrong-region': {
    title: 'The bucket is in another region',
    advice: 'Enter the region and the endpoint of the bucket. The server follows no redirects.',
    isPassing: false,
  },
  clock: {
    title: 'The clocks of this machine and of the storage differ',
    advice: 'Let both set their clocks over the network (NTP).',
    isPassing: true,
  },
  tls: {
    title: 'The certificate of the storage is not trusted',
    advice: 'Give the storage a certificate that this machine trusts, or use http:// in your own network.',
    isPassing: false,
  },
  unreachable: {
    title: 'The storage cannot be reached',
    advice: 'Check the endpoint, the network, and whether the storage runs.',
    isPassing: true,
  },
  timeout: {
    title: 'The storage does not answer in time',
    advice: 'Check the network and the storage. A lower limit for the bandwidth may help.',
    isPassing: true,
  },
  cut: {
    title: 'The connection to the storage was cut',
    advice: 'It goes on at the last part by itself. Check the network if that happens often.',
    isPassing: true,
  },
  'server-error': {
    title: 'The storage has an error or is busy',
    advice: 'See the log of the storage.',
    isPassing: true,
  },
  'server-full': {
    title: 'The storage is full',
    advice: 'Make room there, or raise the quota.',
    isPassing: false,
  },
  checksum: {
    title: 'The storage got other bytes than were sent',
    advice: 'Check the network and the disks of both machines.',
    isPassing: true,
  },
  refused: {
    title: 'The storage refuses the recording',
    advice: 'See the message, and the log of the storage.',
    isPassing: false,
  },
  disk: {
    title: 'A disk of this machine has a problem',
    advice: 'Check the disk with the recordings, and the one with the data folder.',
    isPassing: true,
  },
};

const problemSchema = z.object({
  reason: z.enum(uploadReasons),
  /** One sentence for people, with the words of the storage. */
  message: z.string(),
  /** What to do. */
  advice: z.string(),
});
export type UploadProblem = z.infer<typeof problemSchema>;

const amountSchema = z.object({ segments: z.number().int(), bytes: z.number() });

/** The answer of GET /api/uploads. */
export const uploadReportSchema = z
  .object({
    /** "no-disk": the recordings cannot be read now. "retrying": see `problem`. */
    state: z.enum(['off', 'idle', 'no-disk', 'uploading', 'retrying']),
    problem: problemSchema.nullable(),
    /** Seconds until the next try; null: none is planned. */
    retry_in: z.number().nonnegative().nullable(),
    /** Recordings that are still to be uploaded. */
    backlog: amountSchema,
    /** The one that is being uploaded. */
    current: z
      .object({ camera: z.string(), id: z.string(), bytes: z.number(), sent_bytes: z.number() })
      .nullable(),
    /** ISO 8601; null: none since the start of the server. */
    last_success: z.string().nullable(),
    /** Since the start of the server. */
    uploaded: amountSchema,
    /** Recordings that were removed for want of room before they were uploaded, since the start of the server. */
    lost: amountSchema,
  })
  .meta({ id: 'Uploads' });
export type UploadReport = z.infer<typeof uploadReportSchema>;

/** The answer of POST /api/uploads/test. */
export const uploadTestSchema = z.object({
  ok: z.boolean(),
  problem: problemSchema.nullable(),
  /** More about a test that was good, e.g. that the key may not delete. */
  notice: z.string().nullable(),
});
export type UploadTest = z.infer<typeof uploadTestSchema>;
