import { z } from 'zod';

/** "HH:MM" by the machine's own clock. */
export const timeOfDaySchema = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'A time of day is written like 22:30.');
