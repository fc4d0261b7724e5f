import { z } from 'zod';

/** One thing that is wrong in a body, and its place. */
export const fieldProblemSchema = z.object({
  /** For example "exposure", "cameras.1.port"; empty where no single field is to blame. */
  field: z.string(),
  message: z.string(),
});
export type FieldProblem = z.infer<typeof fieldProblemSchema>;
