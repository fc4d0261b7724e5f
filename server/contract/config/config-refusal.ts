import type { z } from 'zod';
import type { FieldProblem } from '../field-problem.ts';
import type { BrokenRule } from './config-rules.ts';
import { shapeIssues, type ShapeIssue } from './shape-issue.ts';

/** The reason for which a body is refused and changes nothing. */
export type ConfigRefusal =
  /** The shape is wrong: 422 with the issues as `detail`. */
  | { ok: false; kind: 'shape'; issues: ShapeIssue[] }
  /** A rule is broken: 400 with the messages, joined by "; ", as `detail`. */
  | { ok: false; kind: 'rules'; messages: string[]; field?: string; problems: FieldProblem[] };

export function shapeRefusal(error: z.ZodError, body: unknown): ConfigRefusal {
  return { ok: false, kind: 'shape', issues: shapeIssues(error, body) };
}

/** `field` is set where one is to blame for everything, e.g. "exposure", "cameras.1.port", "controls.gain". */
export function rulesRefusal(broken: readonly BrokenRule[]): ConfigRefusal {
  const messages = broken.map(({ message }) => message);
  const problems = broken.map(({ path, message }) => ({ field: path.join('.'), message }));
  const [field, ...others] = new Set(problems.map((problem) => problem.field));
  return { ok: false, kind: 'rules', messages, problems, ...(field && others.length === 0 ? { field } : {}) };
}
