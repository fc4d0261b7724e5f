import { z } from 'zod';
import { settingsSchema } from './config/config.ts';

/** The path of the report on the generated nginx configuration. */
export const nginxPath = '/api/nginx';

/** The result of `nginx -t` for the generated file. */
export const nginxCheckSchema = z.object({
  state: z.enum(['ok', 'failed', 'not-checked']),
  /** The complaint of nginx, or why it was not asked; empty when all is well. */
  message: z.string(),
});

/** The answer of GET /api/nginx. */
export const nginxReportSchema = z.object({
  /** Absolute path of the generated file on the server. */
  path: z.string(),
  /** The text of the file. */
  text: z.string(),
  port_mode: settingsSchema.shape.port_mode,
  check: nginxCheckSchema,
  /** The commands a person runs on the server to include the file and to make nginx read it. */
  apply: z.tuple([z.string(), z.string()]),
});

export type NginxCheck = z.infer<typeof nginxCheckSchema>;
export type NginxReport = z.infer<typeof nginxReportSchema>;
