import { resolved, type JsonSchema, type NamedSchemas } from './openapi.ts';

const maxDepth = 4;

/** A small value that a schema accepts: with the required fields, or with the first field if none is required. */
export function exampleValue(schema: JsonSchema, named: NamedSchemas, depth = 0): unknown {
  const whole = resolved(schema, named);
  if (whole.const !== undefined) return whole.const;
  if (whole.default !== undefined) return whole.default;
  if (whole.enum) return whole.enum[0];
  const [choice] = whole.anyOf ?? [];
  if (choice) return exampleValue(choice, named, depth);
  switch ([whole.type].flat()[0]) {
    case 'object':
      return exampleObject(whole, named, depth);
    case 'array':
      return typeof whole.items === 'object' && depth < maxDepth
        ? [exampleValue(whole.items, named, depth + 1)]
        : [];
    case 'string':
      return '…';
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return whole.minimum !== undefined && whole.minimum > 1 ? whole.minimum : 1;
  }
}

function exampleObject(
  { properties = {}, required = [] }: JsonSchema,
  named: NamedSchemas,
  depth: number,
): object {
  if (depth >= maxDepth) return {};
  const names = required.length > 0 ? required : Object.keys(properties).slice(0, 1);
  return Object.fromEntries(
    names.map((name) => [name, exampleValue(properties[name] ?? {}, named, depth + 1)]),
  );
}
