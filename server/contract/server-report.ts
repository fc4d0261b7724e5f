import { z } from 'zod';

/** The path of the report on how the server was started. */
export const serverPath = '/api/server';

/** The answer of GET /api/server: the options from flags and environment, and what came of them. Holds no secrets. */
export const serverReportSchema = z
  .object({
    version: z.string(),
    /** Seconds since this server was started. */
    uptime_seconds: z.number().nonnegative(),
    /** The port it listens on. */
    host: z.string(),
    port: z.int().nonnegative(),
    /** All addresses people can type. */
    urls: z.array(z.string()),
    /** Absolute. */
    data_folder: z.string(),
    tls: z.object({
      /** "files": a certificate from files that the user gave. */
      mode: z.enum(['off', 'files', 'self-signed']),
      /** SHA-256 of the certificate in use, "AB:CD:…". */
      fingerprint: z.string().nullable(),
      expires_at: z.iso.datetime().nullable(),
      /** The answer to plain HTTP from other machines. */
      plain_http: z.enum(['redirect', 'serve']).nullable(),
      /** The reason why a newer certificate is not used; empty when there is none. */
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
    /** The answer of GET /api/devices on a machine without any video device, for a request that does not say. */
    device_probe: z.object({ max: z.int().nonnegative(), when_no_devices: z.boolean() }),
    /** The longest wait between two tries to reach a camera that failed. */
    retry_interval_seconds: z.number().positive(),
    /** The program and its arguments that make nginx read its configuration again. */
    nginx_reload: z.array(z.string()).nullable(),
  })
  .meta({ id: 'Server' });

export type ServerReport = z.infer<typeof serverReportSchema>;
