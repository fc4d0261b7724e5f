import type { Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import type { Guard } from '../gate/guards.ts';

/**
 * One thing this server does over HTTP: its route, its guard and its description together. The Express routes, the
 * answers to other methods and the OpenAPI description are all made of a list of these.
 */
export type Operation = ApiOperation | SocketOperation | PageOperation | FilesOperation;

/** An operation that programs use; it is in the API's description. */
export interface ApiOperation<Path extends string = string> extends Route<Path>, Described {
  kind: 'api';
  /** The JSON body, read after the guard has let the request in. */
  body?: JsonBody;
}

/** A WebSocket: no HEAD, and never for pages of other sites, since browsers let those open a WebSocket anywhere. */
export interface SocketOperation<Path extends string = string> extends Route<Path>, Described {
  kind: 'socket';
  method: 'get';
}

/** A page that a person opens in a browser; it is not in the API's description. */
export interface PageOperation<Path extends string = string> extends Route<Path> {
  kind: 'page';
  method: 'get';
}

/** Files below a path. A request for one that is not there goes on to the next operation. */
export interface FilesOperation {
  kind: 'files';
  path: string;
  guard: Guard;
  handle: RequestHandler;
}

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

interface Route<Path extends string> {
  method: Method;
  /** With {names} in braces, as OpenAPI writes them. */
  path: Path;
  guard: Guard;
  /** True: a GET changes something, so that a HEAD, which link previews send, is refused. */
  noHead?: boolean;
  /** True: no cache may keep an answer, be it a refusal. */
  noStore?: boolean;
  handle(request: Request<PathNames<Path>>, response: Response): void | Promise<void>;
}

interface Described {
  /** The heading under which the API page shows it. */
  group:
    | 'Pictures'
    | 'Recordings'
    | 'Events'
    | 'Cameras'
    | 'Walls'
    | 'Kiosk'
    | 'Configuration'
    | 'Devices'
    | 'Status'
    | 'Access';
  summary: string;
  description?: string;
  query?: z.ZodObject;
  answers: Record<number, Answer>;
  /** Statuses of errors besides those that the guard and the body bring with them. */
  errors?: readonly number[];
}

export interface JsonBody {
  schema: z.ZodType;
  /** "large": a whole configuration fits in; "small": a few short fields do. */
  size: 'small' | 'large';
  /** A body that a person could send. */
  example?: unknown;
}

/** The answer of an operation with one status. */
export interface Answer {
  description: string;
  /** Of a JSON body. */
  schema?: z.ZodType;
  /** Media type of a body that is not JSON. */
  media?: string;
}

/** The {names} in a path: `{ id: string }` for "/api/cameras/{id}". */
type PathNames<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Record<Name, string> & PathNames<Rest>
  : Record<never, string>;

export function operation<Path extends string>(declared: Omit<ApiOperation<Path>, 'kind'>): ApiOperation {
  return { kind: 'api', ...declared };
}

export function socketOperation<Path extends string>(
  declared: Omit<SocketOperation<Path>, 'kind' | 'method' | 'noHead'>,
): SocketOperation {
  return { kind: 'socket', method: 'get', noHead: true, ...declared };
}

export function pageOperation<Path extends string>(
  declared: Omit<PageOperation<Path>, 'kind' | 'method'>,
): PageOperation {
  return { kind: 'page', method: 'get', ...declared };
}

/** The operations that the API's description tells of. */
export function describedOperations(operations: readonly Operation[]): (ApiOperation | SocketOperation)[] {
  return operations.filter((each) => each.kind === 'api' || each.kind === 'socket');
}
