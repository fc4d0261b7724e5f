import { shapeRefusals } from './coercion.ts';
import { nearName } from './near-name.ts';
import { issueInput, maxIssues, type ShapeIssue } from './shape-issue.ts';

type ReadPatch = { fields: Record<string, unknown> } | { issues: ShapeIssue[] };

/**
 * The fields of a PATCH body, where all of them are `known`: a misspelled one would change nothing and say nothing.
 * @param at where the object stands in the body
 */
export function readPatch(body: unknown, known: object, at: readonly string[] = []): ReadPatch {
  const loc = ['body', ...at];
  if (!isJsonObject(body)) return { issues: [notAnObject(body, loc)] };
  const issues = Object.keys(body)
    .filter((key) => !Object.hasOwn(known, key))
    .slice(0, maxIssues)
    .map((key) => ({
      type: 'extra_forbidden',
      loc: [...loc, key.slice(0, 64)],
      msg: notPermitted(key, Object.keys(known)),
      input: issueInput(body[key]),
    }));
  return issues.length > 0 ? { issues } : { fields: body };
}

function notPermitted(key: string, known: readonly string[]): string {
  const meant = nearName(key, known);
  return `Extra inputs are not permitted${meant === undefined ? '' : `; did you mean '${meant}'?`}`;
}

export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The issue of a body, or a part of it, that is there but no object, or not there at all. */
export function notAnObject(body: unknown, loc: string[] = ['body']): ShapeIssue {
  const type = body === undefined ? 'missing' : 'model_attributes_type';
  return { type, loc, msg: shapeRefusals[type], input: issueInput(body) };
}
