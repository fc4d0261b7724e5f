import { z } from 'zod';

/** What is wrong in one place of a body. */
export const fieldProblemSchema = z.object({
  /** For example "exposure", "cameras.1.port"; empty where it is no field. */
  field: z.string(),
  message: z.string(),
});
export type FieldProblem = z.infer<typeof fieldProblemSchema>;

/** Every error has this body. `detail` is the family's: a sentence, or for 422 a list of what is wrong where. */
export const apiErrorSchema = z
  .object({
    detail: z.union([
      z.string(),
      z.array(
        z.object({
          type: z.string(),
          loc: z.array(z.union([z.string(), z.number()])),
          msg: z.string(),
          input: z.unknown().optional(),
        }),
      ),
    ]),
    /** The name of the failure, for programs. */
    code: z.string(),
    /** The field that is to blame, where it is one. */
    field: z.string().optional(),
    /** Of a 400: `detail` taken apart, each message with its place. */
    problems: z.array(fieldProblemSchema).optional(),
  })
  .meta({ id: 'Error' });

/** What an operation answers with one status. */
export interface ApiAnswer {
  description: string;
  /** Of a JSON body. */
  schema?: z.ZodType;
  /** Media type of a body that is not JSON. */
  media?: string;
}

/** One thing the HTTP API can do; the API's description and its page are made of these. */
export interface ApiOperation {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** With {names} in braces, as OpenAPI writes them. */
  path: string;
  group: 'Pictures' | 'Cameras' | 'Walls' | 'Kiosk' | 'Configuration' | 'Devices' | 'Status' | 'Access';
  summary: string;
  description?: string;
  /** Whom it asks for a login where auth is enabled: nobody, who may view, who asks for the status, or an admin. */
  guard: 'open' | 'view' | 'status' | 'admin';
  query?: z.ZodObject;
  body?: z.ZodType;
  /** A body that a person could send. */
  example?: unknown;
  answers: Record<number, ApiAnswer>;
  /** Statuses of errors besides those every guarded operation has. */
  errors?: readonly number[];
}

/** What the statuses of errors mean. */
export const apiErrors: Record<number, string> = {
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
