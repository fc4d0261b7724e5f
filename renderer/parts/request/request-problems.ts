import type { FieldProblem } from '../../../server/contract/field-problem.ts';
import { errorText } from '../../../server/contract/error-text.ts';
import { RefusedRequest } from '../../api.ts';

/** Why a request failed: the problems that the server named, or the text of any other error, which belongs to no field. */
export function problemsOf(error: unknown): FieldProblem[] {
  return error instanceof RefusedRequest ? error.problems : [{ field: '', message: errorText(error) }];
}

/** The messages about a field, e.g. "cameras.1", and about the fields inside it, e.g. "cameras.1.port". */
export function messagesAt(field: string, problems: readonly FieldProblem[]): string[] {
  return problems
    .filter((problem) => problem.field === field || problem.field.startsWith(`${field}.`))
    .map(({ message }) => message);
}
