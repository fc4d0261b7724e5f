import { z } from 'zod';
import {
  linkBodySchema,
  linkSchema,
  newTokenSchema,
  tokenBodySchema,
  tokenSchema,
  tokensPath,
} from '../access.ts';
import type { ApiOperation } from '../api-operation.ts';
import { loginAnswerSchema, loginBodySchema, sessionAnswerSchema, sessionPath } from '../session.ts';

const linksPath = '/api/cameras/{id}/links';

export const accessOperations: ApiOperation[] = [
  {
    method: 'get',
    path: sessionPath,
    group: 'Access',
    summary: 'Whether a login is asked for, and who asks',
    guard: 'open',
    answers: { 200: { description: 'Always', schema: sessionAnswerSchema } },
  },
  {
    method: 'post',
    path: sessionPath,
    group: 'Access',
    summary: 'Logs in: sets the session cookie',
    guard: 'open',
    body: loginBodySchema,
    example: { username: 'me', password: 'choose one' },
    answers: { 200: { description: 'Logged in', schema: loginAnswerSchema } },
    errors: [401, 409, 429, 503],
  },
  {
    method: 'delete',
    path: sessionPath,
    group: 'Access',
    summary: 'Logs out',
    guard: 'open',
    answers: { 204: { description: 'The session is ended' } },
  },
  {
    method: 'get',
    path: tokensPath,
    group: 'Access',
    summary: 'The API tokens, without their secrets',
    guard: 'admin',
    answers: { 200: { description: 'All', schema: z.object({ tokens: z.array(tokenSchema) }) } },
  },
  {
    method: 'post',
    path: tokensPath,
    group: 'Access',
    summary: 'Makes an API token; it is shown in this answer only',
    guard: 'admin',
    body: tokenBodySchema,
    example: { name: 'prometheus', scope: 'view' },
    answers: { 201: { description: 'Made', schema: newTokenSchema } },
    errors: [409],
  },
  {
    method: 'delete',
    path: `${tokensPath}/{id}`,
    group: 'Access',
    summary: 'Revokes an API token; its streams end',
    guard: 'admin',
    answers: {
      200: {
        description: 'Revoked; the tokens that are left',
        schema: z.object({ status: z.literal('deleted'), tokens: z.array(tokenSchema) }),
      },
    },
    errors: [404],
  },
  {
    method: 'get',
    path: linksPath,
    group: 'Access',
    summary: 'The signed links of a camera',
    guard: 'admin',
    answers: { 200: { description: 'All', schema: z.object({ links: z.array(linkSchema) }) } },
    errors: [404],
  },
  {
    method: 'post',
    path: linksPath,
    group: 'Access',
    summary: 'Makes a link that shows this camera without a login until it expires',
    guard: 'admin',
    body: linkBodySchema,
    example: { scope: 'stream', expires_in: 86_400, fps: 5, width: 640, label: 'Porch' },
    answers: { 201: { description: 'Made', schema: linkSchema } },
    errors: [404, 409],
  },
  {
    method: 'delete',
    path: `${linksPath}/{link}`,
    group: 'Access',
    summary: 'Revokes a link; its streams end',
    guard: 'admin',
    answers: {
      200: {
        description: 'Revoked; the links that are left',
        schema: z.object({ status: z.literal('deleted'), links: z.array(linkSchema) }),
      },
    },
    errors: [404],
  },
];
