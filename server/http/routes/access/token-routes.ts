import { Router } from 'express';
import type { Tokens } from '../../../access/tokens.ts';
import { maxTokens, tokenBodySchema, tokensPath } from '../../../contract/access.ts';
import { ApiError } from '../../message/api-error.ts';
import { methodNotAllowed } from '../../message/error-handler.ts';
import { smallJsonBody } from '../../message/json-body.ts';
import { parseBody } from '../../message/request-body.ts';

export interface TokenParts {
  tokens: Tokens;
}

/** `/api/tokens`: the API tokens of scripts and programs. */
export function tokenRoutes({ tokens }: TokenParts): Router {
  const router = Router();

  router.get(tokensPath, (_request, response) => {
    response.json({ tokens: tokens.list() });
  });

  router.post(tokensPath, smallJsonBody, async (request, response) => {
    const token = await tokens.create(parseBody(tokenBodySchema, request.body));
    if (!token)
      throw new ApiError(409, 'too-many-tokens', `There are ${maxTokens} tokens; delete one first.`);
    response.status(201).set('Cache-Control', 'no-store').json(token);
  });

  router.delete(`${tokensPath}/:id`, async (request, response) => {
    if (!(await tokens.revoke(request.params.id)))
      throw new ApiError(404, 'unknown-token', 'Token not found');
    response.json({ status: 'deleted', tokens: tokens.list() });
  });

  router.all(tokensPath, methodNotAllowed('GET, HEAD, POST'));
  router.all(`${tokensPath}/:id`, methodNotAllowed('DELETE'));
  return router;
}
