import { resolved, type JsonSchema, type NamedSchemas } from './openapi.ts';

/** One field of a body, a query or an answer. */
export interface DescribedField {
  /** With its place in the whole, e.g. "cameras[].port". */
  name: string;
  /** For example "integer, 1 to 65535, or null". */
  type: string;
  required: boolean;
  text: string;
  /** What it may be, where it is one of a few. */
  words: string[];
  /** What holds without it, as text; undefined where that is not said. */
  standard: string | undefined;
}

/** Deeper than anything the server has; a schema may hold itself. */
const maxDepth = 6;

/** All fields of a body or an answer, each after what holds it. */
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

/** What a value may be, in words: "integer, 16 to 4096", "view | admin", "list of Camera". */
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
  // zod writes the bounds of exact integers, which say nothing to people.
  const least = minimum === Number.MIN_SAFE_INTEGER ? undefined : minimum;
  const most = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (least !== undefined && most !== undefined) return `, ${least} to ${most}`;
  if (least !== undefined) return `, from ${least}`;
  if (most !== undefined) return `, at most ${most}`;
  if (exclusiveMinimum !== undefined) return `, over ${exclusiveMinimum}`;
  if (maxLength === undefined) return '';
  return `, ${minLength ? `${minLength} to` : 'at most'} ${maxLength} characters`;
}

/** Choices of a body share fields. */
function once(fields: DescribedField[]): DescribedField[] {
  return [...new Map(fields.map((field) => [field.name, field])).values()];
}
