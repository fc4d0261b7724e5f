import { resolved, type JsonSchema, type NamedSchemas } from './openapi.ts';

/** One field of a body, a query or an answer. */
export interface DescribedField {
  /** The name, after the names of the fields around it, e.g. "cameras[].port". */
  name: string;
  /** For example "integer, 1 to 65535, or null". */
  type: string;
  required: boolean;
  text: string;
  /** The allowed words; empty if any value of the type is allowed. */
  words: string[];
  /** The default value as text; undefined if there is none. */
  standard: string | undefined;
}

/** A schema may contain itself. No schema of the server is as deep as this. */
const maxDepth = 6;

/** All fields of a body or an answer. A field comes after the field that contains it. */
export function fieldsOf(schema: JsonSchema, named: NamedSchemas, at = '', depth = 0): DescribedField[] {
  if (depth > maxDepth) return [];
  const whole = resolved(schema, named);
  const choices = (whole.anyOf ?? []).flatMap((choice) => fieldsOf(choice, named, at, depth + 1));
  const items = typeof whole.items === 'object' ? fieldsOf(whole.items, named, `${at}[]`, depth + 1) : [];
  const own = Object.entries(whole.properties ?? {}).flatMap(([name, property]) => {
    const place = at === '' ? name : `${at}.${name}`;
    return [
      fieldOf(place, property, { required: whole.required?.includes(name) ?? false, named }),
      ...fieldsOf(property, named, place, depth + 1),
    ];
  });
  const { additionalProperties: others } = whole;
  const any = typeof others === 'object' ? fieldsOf(others, named, `${at}.*`, depth + 1) : [];
  return once([...own, ...items, ...choices, ...any]);
}

export function fieldOf(
  name: string,
  schema: JsonSchema,
  { required, named }: { required: boolean; named: NamedSchemas },
): DescribedField {
  const whole = resolved(schema, named);
  const { default: standard } = whole;
  return {
    ...{ name, required },
    type: typeText(schema, named),
    text: schema.description ?? whole.description ?? '',
    words: (whole.enum ?? []).map(String),
    standard: standard === undefined ? undefined : JSON.stringify(standard),
  };
}

/** The type of a value in words: "integer, 16 to 4096", "view | admin", "list of Camera". */
export function typeText(schema: JsonSchema, named: NamedSchemas): string {
  const whole = resolved(schema, named);
  if (whole.const !== undefined) return JSON.stringify(whole.const);
  if (whole.enum) return whole.enum.map(String).join(' | ');
  if (whole.anyOf) return [...new Set(whole.anyOf.map((choice) => typeText(choice, named)))].join(' or ');
  if (whole.prefixItems) return `list of ${whole.prefixItems.length}`;
  const { items } = whole;
  if (typeof items === 'object') {
    const item = typeText(items, named);
    return `list of ${item}${whole.maxItems === undefined ? '' : `, at most ${whole.maxItems}`}`;
  }
  const type = [whole.type ?? 'any'].flat().join(' or ');
  return `${type}${rangeText(whole)}`;
}

function rangeText({ minimum, maximum, exclusiveMinimum, maxLength, minLength }: JsonSchema): string {
  // For integers, zod writes the bounds of exact numbers. They mean nothing to people.
  const least = minimum === Number.MIN_SAFE_INTEGER ? undefined : minimum;
  const most = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (least !== undefined && most !== undefined) return `, ${least} to ${most}`;
  if (least !== undefined) return `, from ${least}`;
  if (most !== undefined) return `, at most ${most}`;
  if (exclusiveMinimum !== undefined) return `, over ${exclusiveMinimum}`;
  if (maxLength === undefined) return '';
  return `, ${minLength ? `${minLength} to` : 'at most'} ${maxLength} characters`;
}

/** The alternatives of a body may have a field in common. It is listed once. */
function once(fields: DescribedField[]): DescribedField[] {
  return [...new Map(fields.map((field) => [field.name, field])).values()];
}
