import { z } from 'zod';

/** What the kiosk had to do to keep its pages alive, since it started. */
export const kioskRepairsSchema = z.object({
  /** Pages loaded anew after they had crashed, hung or failed to load. */
  reload: z.int().nonnegative(),
  /** Windows made anew after that had not helped. */
  window: z.int().nonnegative(),
});

/** What GET /health tells of the screen; the rest is in the kiosk's own report. */
export const kioskHealthSchema = z
  .object({
    screen_on: z.boolean(),
    /** What shows the pages, e.g. "Electron 45.4.1". */
    runtime: z.string(),
    repairs: kioskRepairsSchema,
    /** What is wrong with the screen and what to do; one line each. */
    problems: z.array(z.string()),
  })
  .meta({ id: 'KioskHealth' });

export type KioskHealth = z.infer<typeof kioskHealthSchema>;
