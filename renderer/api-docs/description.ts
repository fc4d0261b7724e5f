import { answerTo } from '../api.ts';
import { readAnswer } from '../read-answer.ts';
import { exampleValue } from './example-value.ts';
import { fieldOf, fieldsOf, type DescribedField } from './fields.ts';
import {
  openApiSchema,
  refName,
  type NamedSchemas,
  type OpenApiDocument,
  type OpenApiOperation,
} from './openapi.ts';

/** The answer of an operation with one status. */
export interface DescribedAnswer {
  status: string;
  text: string;
  /** The media type of its body; undefined if it has no body. */
  media: string | undefined;
  /** Empty for errors, which all have the same body. */
  fields: DescribedField[];
}

/** One operation of the API, as the page shows it. */
export interface DescribedOperation {
  id: string;
  method: string;
  path: string;
  group: string;
  summary: string;
  description: string | undefined;
  /** True if the operation needs no login. */
  open: boolean;
  parameters: (DescribedField & { place: 'path' | 'query' })[];
  body: { fields: DescribedField[]; example: unknown } | undefined;
  answers: DescribedAnswer[];
}

export interface ApiDescription {
  version: string;
  operations: DescribedOperation[];
  /** The fields of the body that all errors have. */
  errorFields: DescribedField[];
}

const json = 'application/json';
const errorSchemaName = 'Error';

/** The server's description of its API. @throws UnexpectedAnswer, or what `answerTo` throws */
export async function readApiDescription(): Promise<ApiDescription> {
  return describeApi(await readAnswer(answerTo('/api/openapi.json'), openApiSchema));
}

export function describeApi(document: OpenApiDocument): ApiDescription {
  const named = document.components.schemas;
  return {
    version: document.info.version,
    operations: Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => describe(method, path, operation, named)),
    ),
    errorFields: fieldsOf(named[errorSchemaName] ?? {}, named),
  };
}

/** The media type of a good answer; undefined if it has no body. */
export function mediaOf({ answers }: DescribedOperation): string | undefined {
  return answers.find(({ status }) => status === '200')?.media;
}

export function isWebSocket({ answers }: DescribedOperation): boolean {
  return answers.some(({ status }) => status === '101');
}

function describe(
  method: string,
  path: string,
  operation: OpenApiOperation,
  named: NamedSchemas,
): DescribedOperation {
  const body = operation.requestBody?.content[json];
  const schema = body?.schema ?? {};
  return {
    id: operation.operationId,
    method: method.toUpperCase(),
    path,
    group: operation.tags[0] ?? '',
    summary: operation.summary,
    description: operation.description,
    open: operation.security.length === 0,
    parameters: operation.parameters.map(({ name, in: place, required, schema: parameter }) => ({
      ...fieldOf(name, parameter, { required, named }),
      place,
    })),
    body: body && { fields: fieldsOf(schema, named), example: body.example ?? exampleValue(schema, named) },
    answers: Object.entries(operation.responses).map(([status, { description: text, content = {} }]) => {
      const [media] = Object.keys(content);
      const answer = content[json]?.schema;
      const isError = answer?.$ref !== undefined && refName(answer.$ref) === errorSchemaName;
      return { status, text, media, fields: answer && !isError ? fieldsOf(answer, named) : [] };
    }),
  };
}
