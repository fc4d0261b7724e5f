import type { DescribedOperation } from './description.ts';

/** The operations that contain every word of `query`: in the method, path, texts or field names. */
export function found(operations: readonly DescribedOperation[], query: string): DescribedOperation[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return operations.filter((operation) => {
    const text = searchedText(operation);
    return words.every((word) => text.includes(word));
  });
}

function searchedText({
  id,
  method,
  path,
  group,
  summary,
  description = '',
  parameters,
  body,
}: DescribedOperation): string {
  const names = [...parameters, ...(body?.fields ?? [])].map(({ name }) => name);
  return [id, method, path, group, summary, description, ...names].join('\n').toLowerCase();
}
