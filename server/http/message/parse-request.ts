import type { z } from 'zod';
import { shapeIssues } from '../../contract/config/shape-issue.ts';
import { ApiError } from './api-error.ts';

/** A request's body as `schema` reads it. @throws ApiError 422 with a list of problems as in the parent API */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ApiError(422, 'bad-shape', shapeIssues(parsed.error, body));
}

/** A request's query as `schema` reads it. @throws ApiError 422 with a list of problems as in the parent API */
export function parseQuery<Schema extends z.ZodType>(schema: Schema, query: unknown): z.output<Schema> {
  const parsed = schema.safeParse(query);
  if (parsed.success) return parsed.data;
  const issues = shapeIssues(parsed.error, query);
  throw new ApiError(
    422,
    'bad-query',
    issues.map(({ loc, ...issue }) => ({ ...issue, loc: ['query', ...loc.slice(1)] })),
  );
}
