import { z } from 'zod';
import { fieldProblemSchema } from './field-problem.ts';

/** Every error has this body. `detail` is as in the parent API: a sentence, or for 422 a list of problems with places. */
export const apiErrorSchema = z
  .object({
    detail: z.union([
      z.string(),
      z.array(
        z.object({
          type: z.string(),
          loc: z.array(z.union([z.string(), z.number()])),
          msg: z.string(),
          input: z.unknown().optional(),
        }),
      ),
    ]),
    /** The name of the failure, for programs. */
    code: z.string(),
    /** The field that is to blame, where it is one. */
    field: z.string().optional(),
    /** Of a 400: `detail` taken apart, each message with its place. */
    problems: z.array(fieldProblemSchema).optional(),
    /** Of `host-not-allowed`: where this server can be opened instead, e.g. "http://192.168.1.20:8000". */
    address: z.string().optional(),
  })
  .meta({ id: 'Error' });
