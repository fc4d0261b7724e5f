import { z } from 'zod';

/** A condition that the firmware watches: whether it is true now, and whether it was since the machine started. */
const conditionSchema = z.object({ now: z.boolean(), since_boot: z.boolean() });

/** The conditions of power and heat that the Raspberry Pi's firmware reports. */
export const throttlingSchema = z.object({
  undervoltage: conditionSchema,
  frequency_capped: conditionSchema,
  throttled: conditionSchema,
  soft_temperature_limit: conditionSchema,
});

/** The machine the server runs on; null where it does not tell. */
export const systemHealthSchema = z.object({
  /** °C of the hottest sensor. */
  temperature_celsius: z.number().nullable(),
  throttling: throttlingSchema.nullable(),
  /** Bytes that this server can still write in the file system of the data folder. */
  disk_free_bytes: z.number().nonnegative().nullable(),
  disk_size_bytes: z.number().nonnegative().nullable(),
  /** Bytes of memory that programs can still get. */
  memory_available_bytes: z.number().nonnegative().nullable(),
  memory_size_bytes: z.number().nonnegative().nullable(),
  /** Processes that want to run, on average of 1, 5 and 15 minutes. */
  load: z.tuple([z.number(), z.number(), z.number()]).nullable(),
  /** Seconds since the machine started. */
  uptime_seconds: z.number().nonnegative().nullable(),
  /** Advice about power, heat and space; one line each. */
  advice: z.array(z.string()),
});

export type Throttling = z.infer<typeof throttlingSchema>;
export type SystemHealth = z.infer<typeof systemHealthSchema>;
