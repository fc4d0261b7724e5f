import { z } from 'zod';
import { answerTo } from './api.ts';

const schemaSchema = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  $ref: z.string().optional(),
  description: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  anyOf: z
    .array(z.looseObject({ type: z.string().optional(), enum: z.array(z.unknown()).optional() }))
    .optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
});
const objectSchema = z.looseObject({
  $ref: z.string().optional(),
  properties: z.record(z.string(), schemaSchema).optional(),
});
const operationSchema = z.object({
  operationId: z.string(),
  tags: z.array(z.string()),
  summary: z.string(),
  description: z.string().optional(),
  parameters: z.array(z.object({ name: z.string(), in: z.string(), schema: schemaSchema })),
  requestBody: z
    .object({ content: z.object({ 'application/json': z.object({ schema: objectSchema }) }) })
    .optional(),
  responses: z.record(z.string(), z.object({ description: z.string() })),
});
const documentSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.object({ schemas: z.record(z.string(), objectSchema) }),
});
type Document = z.infer<typeof documentSchema>;
type Schema = z.infer<typeof schemaSchema>;

/** One operation of the API, as the page shows it. */
export interface DescribedOperation {
  id: string;
  method: string;
  path: string;
  group: string;
  summary: string;
  description: string | undefined;
  /** What can be given, with the place it is given in: path, query or body. */
  fields: { name: string; place: string; type: string; text: string }[];
  answers: { status: string; text: string }[];
}

/** The server's description of its API. @throws what `answerTo` throws, or zod's error */
export async function readApiDescription(): Promise<DescribedOperation[]> {
  const document = documentSchema.parse(await (await answerTo('/api/openapi.json')).json());
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      id: operation.operationId,
      method: method.toUpperCase(),
      path,
      group: operation.tags[0] ?? '',
      summary: operation.summary,
      description: operation.description,
      fields: [
        ...operation.parameters.map(({ name, in: place, schema }) => field(name, place, schema)),
        ...bodyFields(operation, document),
      ],
      answers: Object.entries(operation.responses).map(([status, { description: text }]) => ({
        status,
        text,
      })),
    })),
  );
}

/** A line for a terminal that asks for this; a body has to be filled in. */
export function curlLine({ method, path, fields }: DescribedOperation, origin: string): string {
  const body = fields.filter(({ place }) => place === 'body');
  const how = method === 'GET' ? '' : `-X ${method} `;
  const data = body.length > 0 ? `-H 'Content-Type: application/json' -d '{"${body[0]?.name}": …}' ` : '';
  return `curl ${how}${data}'${origin}${path}'`;
}

function bodyFields({ requestBody }: z.infer<typeof operationSchema>, { components }: Document) {
  const schema = requestBody?.content['application/json'].schema;
  const named = schema?.$ref === undefined ? schema : components.schemas[schema.$ref.split('/').at(-1) ?? ''];
  return Object.entries(named?.properties ?? {}).map(([name, property]) => field(name, 'body', property));
}

function field(name: string, place: string, schema: Schema): DescribedOperation['fields'][number] {
  return { name, place, type: typeText(schema), text: schema.description ?? '' };
}

function typeText({ type, enum: words, anyOf, $ref, minimum, maximum }: Schema): string {
  if (words) return words.map(String).join(' | ');
  if (anyOf)
    return anyOf.map((choice) => choice.enum?.map(String).join(' | ') ?? choice.type ?? '').join(' | ');
  const range = minimum === undefined && maximum === undefined ? '' : ` ${minimum ?? ''}…${maximum ?? ''}`;
  return `${$ref?.split('/').at(-1) ?? [type].flat().join(' | ')}${range}`;
}
