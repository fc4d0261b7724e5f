import { z } from 'zod';
import {
  apiErrors,
  apiErrorSchema,
  type ApiAnswer,
  type ApiOperation,
} from '../../contract/api-operation.ts';

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 document of `operations`. Schemas with an id (`.meta({ id })`) become components. */
export function openApiDocument(operations: readonly ApiOperation[], version: string): Json {
  const schemas = new Schemas();
  const paths: Record<string, Json> = {};
  for (const operation of operations) {
    (paths[operation.path] ??= {})[operation.method] = describeOperation(operation, schemas);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'rpicam-kiosk',
      version,
      description:
        'Cameras of a Raspberry Pi as MJPEG streams and snapshots, their configuration and their state.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    // Seen from the document's own address, so that it is right below any path of a proxy.
    servers: [{ url: '..' }],
    paths,
    components: {
      schemas: schemas.components,
      securitySchemes: {
        basic: { type: 'http', scheme: 'basic' },
        token: { type: 'http', scheme: 'bearer', description: 'An API token' },
        session: { type: 'apiKey', in: 'cookie', name: 'rpicam_session' },
      },
    },
  };
}

function describeOperation(operation: ApiOperation, schemas: Schemas): Json {
  const { method, path, group, summary, description, guard, query, body, example, answers } = operation;
  const security = guard === 'open' ? [] : [{ basic: [] }, { token: [] }, { session: [] }];
  const responses: Record<string, Json> = {};
  for (const [status, answer] of Object.entries(answers)) responses[status] = describeAnswer(answer, schemas);
  for (const status of errorsOf(operation)) {
    responses[status] ??= describeAnswer(
      { description: apiErrors[status] ?? '', schema: apiErrorSchema },
      schemas,
    );
  }
  return {
    operationId: `${method}${path.replaceAll(/[^A-Za-z0-9]+(.)?/g, (_match, next?: string) => next?.toUpperCase() ?? '')}`,
    tags: [group],
    summary,
    ...(description === undefined ? {} : { description }),
    security,
    parameters: [...pathParameters(path), ...queryParameters(query)],
    ...(body ? { requestBody: { required: true, content: json(schemas.input(body), example) } } : {}),
    responses,
  };
}

function errorsOf({ guard, errors = [], body }: ApiOperation): number[] {
  const guarded = guard === 'open' ? [] : [401, 403, 429];
  return [...new Set([...guarded, ...(body ? [413, 422] : []), ...errors])].sort((a, b) => a - b);
}

function describeAnswer({ description, schema, media }: ApiAnswer, schemas: Schemas): Json {
  if (media !== undefined) return { description, content: { [media]: {} } };
  return schema ? { description, content: json(schemas.output(schema)) } : { description };
}

function json(schema: Json, example?: unknown): Json {
  return { 'application/json': { schema, ...(example === undefined ? {} : { example }) } };
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters(query: z.ZodObject | undefined): Json[] {
  if (!query) return [];
  const { properties = {}, required = [] } = toJsonSchema(query, 'output') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name) && !('default' in schema),
    schema,
  }));
}

/** Turns zod's schemas into JSON Schema and collects the ones that have a name. */
class Schemas {
  readonly components: Record<string, Json> = {};

  input(schema: z.ZodType): Json {
    return this.#add(toJsonSchema(schema, 'input'));
  }

  output(schema: z.ZodType): Json {
    return this.#add(toJsonSchema(schema, 'output'));
  }

  #add({ $defs = {}, ...schema }: Json): Json {
    delete schema['$schema'];
    for (const [name, definition] of Object.entries($defs as Record<string, Json>)) {
      this.components[name] = atComponents(definition);
    }
    const { id } = schema;
    const own = atComponents(schema);
    if (typeof id !== 'string') return own;
    this.components[id] = own;
    return { $ref: `#/components/schemas/${id}` };
  }
}

function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  return z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json;
}

/** Without its id, and with references into the document instead of into itself. */
function atComponents({ ...schema }: Json): Json {
  delete schema['id'];
  const text = JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/');
  return JSON.parse(text) as Json;
}
