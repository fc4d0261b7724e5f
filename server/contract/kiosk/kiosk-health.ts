import { z } from 'zod';

/** Repairs with which the kiosk kept its pages alive, since it started. */
export const kioskRepairsSchema = z.object({
  /** Pages loaded anew after they had crashed, hung or failed to load. */
  reload: z.int().nonnegative(),
  /** Windows made anew after that had not helped. */
  window: z.int().nonnegative(),
});

/** The part of the kiosk's report that GET /health shows. */
export const kioskHealthSchema = z
  .object({
    screen_on: z.boolean(),
    /** The program that shows the pages, e.g. "Electron 45.4.1". */
    runtime: z.string(),
    repairs: kioskRepairsSchema,
    /** Problems of the screen with advice; one line each. */
    problems: z.array(z.string()),
  })
  .meta({ id: 'KioskHealth' });

export type KioskHealth = z.infer<typeof kioskHealthSchema>;
