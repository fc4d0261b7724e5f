import { Router } from 'express';
import { apiOperations } from '../../contract/operation/api-operations.ts';
import { methodNotAllowed } from '../message/error-handler.ts';
import { openApiDocument } from './openapi.ts';

const openApiPath = '/api/openapi.json';

export interface OpenApiParts {
  version: string;
}

/** `/api/openapi.json`: the description of all there is. */
export function openApiRoutes({ version }: OpenApiParts): Router {
  const router = Router();
  let document: Record<string, unknown> | undefined;
  router.get(openApiPath, (_request, response) => {
    response.json((document ??= openApiDocument(apiOperations, version)));
  });
  router.all(openApiPath, methodNotAllowed('GET, HEAD'));
  return router;
}
