import { z } from 'zod';
import { apiErrorSchema } from '../../contract/api-error.ts';
import { describedOperations, type Answer, type Operation } from './operation.ts';

type Json = Record<string, unknown>;

type DescribedOperation = ReturnType<typeof describedOperations>[number];

/** The OpenAPI 3.1 document of `operations`. Schemas with an id (`.meta({ id })`) become components. */
export function openApiDocument(operations: readonly Operation[], version: string): Json {
  const schemas = new Schemas();
  const paths: Record<string, Json> = {};
  for (const operation of describedOperations(operations)) {
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

function describeOperation(operation: DescribedOperation, schemas: Schemas): Json {
  const { method, path, group, summary, description, guard, query, answers } = operation;
  const body = bodyOf(operation);
  const security = guard === 'open' ? [] : [{ basic: [] }, { token: [] }, { session: [] }];
  const responses: Record<string, Json> = {};
  for (const [status, answer] of Object.entries(answers)) responses[status] = describeAnswer(answer, schemas);
  for (const status of errorsOf(operation)) {
    responses[status] ??= describeAnswer(
      { description: errorMeanings[status] ?? '', schema: apiErrorSchema },
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
    ...(body
      ? { requestBody: { required: true, content: json(schemas.input(body.schema), body.example) } }
      : {}),
    responses,
  };
}

function errorsOf(operation: DescribedOperation): number[] {
  const { guard, errors = [] } = operation;
  const guarded = guard === 'open' ? [] : [401, 403, 429];
  const ofBody = bodyOf(operation) ? [413, 422] : [];
  return [...new Set([...guarded, ...ofBody, ...errors])].sort((a, b) => a - b);
}

function bodyOf(operation: DescribedOperation) {
  return operation.kind === 'api' ? operation.body : undefined;
}

const errorMeanings: Record<number, string> = {
  400: 'A rule is broken; `detail` holds all messages, joined by "; "',
  401: 'Credentials are missing or wrong',
  403: 'Not with these credentials, or a request from another site',
  404: 'There is no such thing',
  409: 'Not possible as things are',
  412: 'It was changed meanwhile: read it again (If-Match did not match)',
  413: 'The body is too large',
  415: 'The body is of a kind that is not read',
  422: 'The body or query has not the right shape',
  426: 'This address speaks WebSocket',
  429: 'Too many failed logins from this address; wait for Retry-After seconds',
  500: 'The server cannot do it; `detail` says why',
  502: 'The camera refused it',
  503: 'Not now; try again after Retry-After seconds',
  507: 'The disk is full; nothing was changed',
};

function describeAnswer({ description, schema, media }: Answer, schemas: Schemas): Json {
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
