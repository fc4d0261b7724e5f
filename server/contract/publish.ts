import { z } from 'zod';

/** Why a camera's H.264 is not made or not published, for /health, metrics and pages. */
export const publishFailures = [
  'no-ffmpeg',
  'encoder-failed',
  'too-many-encoders',
  'refused',
  'unreachable',
  'unauthorized',
  'bad-certificate',
  'rejected',
  'bad-answer',
  'ended',
] as const;

export type PublishFailure = (typeof publishFailures)[number];

export const publishFailureText: Record<PublishFailure, { title: string; advice: string }> = {
  'no-ffmpeg': { title: 'ffmpeg is not installed', advice: 'Run: sudo apt install ffmpeg' },
  'encoder-failed': {
    title: 'The H.264 encoder failed',
    advice: 'It is started again by itself. See the log for what it said last.',
  },
  'too-many-encoders': {
    title: 'Too many cameras are encoded as H.264',
    advice: 'Publish fewer cameras, or use a machine with more cores.',
  },
  refused: {
    title: 'The RTSP server refuses the connection',
    advice: 'Start it, or check the port in the address.',
  },
  unreachable: {
    title: 'The RTSP server cannot be reached',
    advice: 'Check its address and the network.',
  },
  unauthorized: {
    title: 'The RTSP server refuses the login',
    advice: 'Check user name and password in the address.',
  },
  'bad-certificate': {
    title: 'The certificate of the RTSP server is not trusted',
    advice:
      'Start this server with NODE_EXTRA_CA_CERTS=/path/to/ca.pem, or use a certificate that is trusted.',
  },
  rejected: {
    title: 'The RTSP server does not take the video',
    advice: 'See the log of the RTSP server. Perhaps the path is in use or not configured there.',
  },
  'bad-answer': {
    title: 'The address does not answer as an RTSP server',
    advice: 'Check address and port.',
  },
  ended: { title: 'The RTSP server ended the connection', advice: 'It is connected again by itself.' },
};

/** The push of a camera to another server, as /health tells it. */
export const publishHealthSchema = z
  .object({
    /** "off": none is configured; "waiting": the camera gives no picture. */
    state: z.enum(['off', 'waiting', 'connecting', 'publishing', 'failed']),
    /** Where to, without the login; empty when it is off. */
    address: z.string(),
    /** Null unless it has failed. */
    reason: z.enum(publishFailures).nullable(),
    /** The words of the server or program, and advice for a person; empty strings without a `reason`. */
    detail: z.string(),
    advice: z.string(),
  })
  .meta({ id: 'PublishHealth' });

export type PublishHealth = z.infer<typeof publishHealthSchema>;

/** H.264 could not be made or published, in a way that has a name. */
export class PublishError extends Error {
  readonly code: PublishFailure;
  /** @param detail what the server or program said; without credentials */
  constructor(code: PublishFailure, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.name = 'PublishError';
    this.code = code;
  }
}
