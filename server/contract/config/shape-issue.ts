import type { z } from 'zod';
import { shapeRefusals } from './coercion.ts';

/** One entry of a 422 answer's `detail`, as pydantic words it. */
export interface ShapeIssue {
  type: string;
  loc: (string | number)[];
  msg: string;
  input: unknown;
}

/** A 422 answer names no more than these. */
export const maxIssues = 100;
const containerTypes: Record<string, keyof typeof shapeRefusals> = {
  object: 'model_attributes_type',
  record: 'dict_type',
  array: 'list_type',
};

/** The problems of `body`, for a 422 answer. */
export function shapeIssues(error: z.ZodError, body: unknown): ShapeIssue[] {
  return error.issues.slice(0, maxIssues).map((issue) => {
    const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
    const { type, msg } = describe(issue, valueAt(body, path));
    // A missing field has no value: pydantic shows what it is missing from.
    const at = type === 'missing' ? path.slice(0, -1) : path;
    return { type, loc: ['body', ...path], msg, input: issueInput(valueAt(body, at), at.at(-1)) };
  });
}

/** pydantic's type and words for a zod issue at a value. */
function describe(issue: z.core.$ZodIssue, value: unknown): { type: string; msg: string } {
  if (value === undefined) return { type: 'missing', msg: shapeRefusals.missing };
  if (issue.code === 'custom')
    return { type: String(issue.params?.['type'] ?? 'value_error'), msg: issue.message };
  const type = issue.code === 'invalid_type' ? containerTypes[issue.expected] : undefined;
  return type ? { type, msg: shapeRefusals[type] } : { type: 'value_error', msg: issue.message };
}

function valueAt(value: unknown, path: (string | number)[]): unknown {
  let found = value;
  for (const part of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part)) return undefined;
    found = (found as Record<string | number, unknown>)[part];
  }
  return found;
}

/** A value as an issue may show it: without deep parts, long texts and secrets. @param key the name of its field */
export function issueInput(value: unknown, key?: string | number): unknown {
  // A password of the wrong type is shown, as in the parent API.
  return key === 'pin' || key === 'secret' || key === 'secret_access_key' ? hidden : excerpt(value ?? null);
}

const hidden = '***';
const secretFields = ['password', 'pin', 'secret', 'secret_access_key'];

function excerpt(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.length > 200 ? `${value.slice(0, 200)}…` : value;
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 3) return '…';
  if (Array.isArray(value)) return value.slice(0, 20).map((entry) => excerpt(entry, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, 20)
      .map(([key, entry]) => [
        key.slice(0, 64),
        secretFields.includes(key) ? hidden : excerpt(entry, depth + 1),
      ]),
  );
}
