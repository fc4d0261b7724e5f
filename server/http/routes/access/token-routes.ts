import { z } from 'zod';
import type { Tokens } from '../../../access/tokens.ts';
import {
  maxTokens,
  newTokenSchema,
  tokenBodySchema,
  tokenSchema,
  tokensPath,
} from '../../../contract/access.ts';
import { ApiError } from '../../message/api-error.ts';
import { parseBody } from '../../message/parse-request.ts';
import { operation, type Operation } from '../../operation/operation.ts';

export interface TokenParts {
  tokens: Tokens;
}

/** `/api/tokens`: the API tokens of scripts and programs. */
export function tokenOperations({ tokens }: TokenParts): Operation[] {
  return [
    operation({
      method: 'get',
      path: tokensPath,
      guard: 'admin',
      group: 'Access',
      summary: 'The API tokens, without their secrets',
      answers: { 200: { description: 'All', schema: z.object({ tokens: z.array(tokenSchema) }) } },
      handle(_request, response) {
        response.json({ tokens: tokens.list() });
      },
    }),
    operation({
      method: 'post',
      path: tokensPath,
      guard: 'admin',
      noStore: true,
      group: 'Access',
      summary: 'Makes an API token; it is shown in this answer only',
      body: { schema: tokenBodySchema, size: 'small', example: { name: 'prometheus', scope: 'view' } },
      answers: { 201: { description: 'Made', schema: newTokenSchema } },
      errors: [409],
      async handle(request, response) {
        const token = await tokens.create(parseBody(tokenBodySchema, request.body));
        if (!token)
          throw new ApiError(409, 'too-many-tokens', `There are ${maxTokens} tokens; delete one first.`);
        response.status(201).json(token);
      },
    }),
    operation({
      method: 'delete',
      path: `${tokensPath}/{id}`,
      guard: 'admin',
      group: 'Access',
      summary: 'Revokes an API token; its streams end',
      answers: {
        200: {
          description: 'Revoked; the tokens that are left',
          schema: z.object({ status: z.literal('deleted'), tokens: z.array(tokenSchema) }),
        },
      },
      errors: [404],
      async handle(request, response) {
        if (!(await tokens.revoke(request.params.id)))
          throw new ApiError(404, 'unknown-token', 'Token not found');
        response.json({ status: 'deleted', tokens: tokens.list() });
      },
    }),
  ];
}
