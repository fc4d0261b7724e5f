import { z } from 'zod';

/** Where the server tells how it was started. */
export const serverPath = '/api/server';

/** The answer of GET /api/server: what flags and environment decided, and what became of it. Holds no secrets. */
export const serverReportSchema = z
  .object({
    version: z.string(),
    /** Seconds since this server was started. */
    uptime_seconds: z.number().nonnegative(),
    /** What it listens on. */
    host: z.string(),
    port: z.int().nonnegative(),
    /** All addresses people can type. */
    urls: z.array(z.string()),
    /** Absolute. */
    data_folder: z.string(),
    tls: z.object({
      /** "files": a certificate somebody else made. */
      mode: z.enum(['off', 'files', 'self-signed']),
      /** SHA-256 of the certificate in use, "AB:CD:…". */
      fingerprint: z.string().nullable(),
      expires_at: z.iso.datetime().nullable(),
      /** What plain HTTP from other machines gets. */
      plain_http: z.enum(['redirect', 'serve']).nullable(),
      /** Why a newer certificate is not used; empty when nothing is wrong. */
      problem: z.string(),
    }),
    log: z.object({
      level: z.enum(['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL']),
      format: z.enum(['auto', 'json', 'pretty']),
      destinations: z.array(z.enum(['stdout', 'file', 'syslog'])),
      /** Absolute. */
      file: z.string().nullable(),
      /** Lines that could not be written since the start. */
      dropped: z.int().nonnegative(),
    }),
    /** What GET /api/devices does on a machine without any video device where a request does not say. */
    device_probe: z.object({ max: z.int().nonnegative(), when_no_devices: z.boolean() }),
    /** The longest wait between two tries to reach a camera that failed. */
    retry_interval_seconds: z.number().positive(),
    /** The program and its arguments that make nginx read its configuration again. */
    nginx_reload: z.array(z.string()).nullable(),
  })
  .meta({ id: 'Server' });

export type ServerReport = z.infer<typeof serverReportSchema>;
