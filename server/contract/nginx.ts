import { z } from 'zod';
import { settingsSchema } from './config/config.ts';

/** Where the generated nginx configuration can be read. */
export const nginxPath = '/api/nginx';

/** What `nginx -t` says about the generated file. */
export const nginxCheckSchema = z.object({
  state: z.enum(['ok', 'failed', 'not-checked']),
  /** What nginx complains about, or why it was not asked; empty when all is well. */
  message: z.string(),
});

/** The answer of GET /api/nginx. */
export const nginxReportSchema = z.object({
  /** Absolute path of the generated file on the server. */
  path: z.string(),
  /** What it holds. */
  text: z.string(),
  port_mode: settingsSchema.shape.port_mode,
  check: nginxCheckSchema,
  /** The commands a person runs on the server to include the file and to make nginx read it. */
  apply: z.tuple([z.string(), z.string()]),
});

export type NginxCheck = z.infer<typeof nginxCheckSchema>;
export type NginxReport = z.infer<typeof nginxReportSchema>;
