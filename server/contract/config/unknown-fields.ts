import type { ConfigRefusal } from './config-refusal.ts';
import { isJsonObject } from './patch-body.ts';
import { issueInput, maxIssues, type ShapeIssue } from './shape-issue.ts';

/** Refuses a body with fields, however deep, that its schema left out of `parsed`; undefined when there is none. */
export function refuseUnknown(body: unknown, parsed: unknown): ConfigRefusal | undefined {
  const unknown = unknownPlaces(body, parsed);
  if (unknown.length === 0) return undefined;
  const issues = unknown.slice(0, maxIssues).map(({ path, value }): ShapeIssue => {
    const loc = ['body', ...path.map((part) => (typeof part === 'string' ? part.slice(0, 64) : part))];
    return { type: 'extra_forbidden', loc, msg: 'Extra inputs are not permitted', input: issueInput(value) };
  });
  return { ok: false, kind: 'shape', issues };
}

/** The fields that a schema left out of `value`. Only for schemas without optional fields: a missing field was unknown. */
export function unknownPlaces(
  value: unknown,
  parsed: unknown,
  at: readonly (string | number)[] = [],
): { path: (string | number)[]; value: unknown }[] {
  if (Array.isArray(value) && Array.isArray(parsed)) {
    return value.flatMap((part, index) => unknownPlaces(part, parsed[index], [...at, index]));
  }
  if (!isJsonObject(value) || !isJsonObject(parsed)) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    const path = [...at, key];
    return Object.hasOwn(parsed, key) ? unknownPlaces(part, parsed[key], path) : [{ path, value: part }];
  });
}
