import { Router, type RequestHandler } from 'express';
import type { Guards } from '../gate/guards.ts';
import { refuseForeignPages } from '../gate/request-origin.ts';
import { ApiError } from '../message/api-error.ts';
import { jsonBody, smallJsonBody } from '../message/json-body.ts';
import type { FilesOperation, Operation } from './operation.ts';

type RoutedOperation = Exclude<Operation, FilesOperation>;

/**
 * A router that serves `operations`, each behind its guard. A path answers OPTIONS, and 405 to methods it does not have,
 * behind the guards of all its operations. Files are searched only where no other operation has the path.
 */
export function mountOperations(operations: readonly Operation[], guards: Guards): Router {
  const router = Router();
  for (const [path, onPath] of byPath(operations)) {
    const route = router.route(path.replaceAll(/\{(\w+)\}/g, ':$1'));
    const refuseMethod = methodNotAllowed(allowedMethods(onPath));
    for (const operation of onPath) {
      const before = stepsBefore(operation, guards);
      if (operation.noHead) route.head(guards[operation.guard], refuseMethod);
      route[operation.method](before, answer(operation));
    }
    const allGuards = new Set(onPath.flatMap(({ guard }) => guards[guard]));
    route.all([...allGuards, ...(onPath.some(({ noStore }) => noStore) ? [noStore] : []), refuseMethod]);
  }
  for (const operation of operations)
    if (operation.kind === 'files') router.use(operation.path, guards[operation.guard], operation.handle);
  return router;
}

function byPath(operations: readonly Operation[]): Map<string, RoutedOperation[]> {
  const paths = new Map<string, RoutedOperation[]>();
  for (const operation of operations) {
    if (operation.kind === 'files') continue;
    const onPath = paths.get(operation.path);
    if (onPath) onPath.push(operation);
    else paths.set(operation.path, [operation]);
  }
  return paths;
}

function stepsBefore(operation: RoutedOperation, guards: Guards): RequestHandler[] {
  return [
    ...guards[operation.guard],
    ...(operation.noStore ? [noStore] : []),
    ...(operation.kind === 'socket' ? [refuseForeignPages] : []),
    ...(operation.kind === 'api' && operation.body ? [readers[operation.body.size]] : []),
  ];
}

const readers: Record<'small' | 'large', RequestHandler> = { small: smallJsonBody, large: jsonBody };

const noStore: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store');
  next();
};

/** Express takes a promise that is rejected for an error of the request. */
function answer(operation: RoutedOperation): RequestHandler {
  return (request, response) => operation.handle(request, response);
}

/** For the `Allow` header, in the order declared, e.g. "GET, HEAD, POST". */
function allowedMethods(onPath: readonly RoutedOperation[]): string {
  return onPath
    .flatMap(({ method, noHead }) => (method === 'get' && !noHead ? ['GET', 'HEAD'] : [method.toUpperCase()]))
    .join(', ');
}

/** The answer of a path that exists to a method it does not have, and to OPTIONS. */
function methodNotAllowed(allowed: string): RequestHandler {
  return (request, response) => {
    if (request.method === 'OPTIONS') {
      response.status(204).set('Allow', `${allowed}, OPTIONS`).end();
      return;
    }
    throw new ApiError(405, 'method-not-allowed', 'Method Not Allowed', { headers: { Allow: allowed } });
  };
}
