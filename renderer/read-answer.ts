import type { z } from 'zod';
import { jsonOf, UnexpectedAnswer } from './api.ts';

/** The body of a good answer. @throws UnexpectedAnswer where the body breaks `schema`, or the rejection of `answer` */
export async function readAnswer<T>(answer: Response | Promise<Response>, schema: z.ZodType<T>): Promise<T> {
  const body = await jsonOf(await answer);
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UnexpectedAnswer(
    `The server answered something else than this page expects (${issue?.path.join('.')}: ${issue?.message}). Load the page again.`,
  );
}
