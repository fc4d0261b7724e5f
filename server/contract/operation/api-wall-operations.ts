import { z } from 'zod';
import type { ApiOperation } from '../api-operation.ts';
import { wallCommandSchema, wallSchema, wallSettingsSchema, wallsPath } from '../wall.ts';

const path = `${wallsPath}/{wall}`;
const wall = { description: 'The wall', schema: wallSchema };

export const wallOperations: ApiOperation[] = [
  {
    method: 'get',
    path: wallsPath,
    group: 'Walls',
    summary: 'All walls that are open or saved',
    guard: 'admin',
    answers: { 200: { description: 'By name', schema: z.object({ walls: z.array(wallSchema) }) } },
  },
  {
    method: 'get',
    path,
    group: 'Walls',
    summary: 'One wall; what is not saved is as by default',
    guard: 'admin',
    answers: { 200: wall },
  },
  {
    method: 'put',
    path,
    group: 'Walls',
    summary: 'Saves how a wall is laid out; its open pages follow at once',
    description: 'What is left out has its default. A wall is opened as /?wall=NAME.',
    guard: 'admin',
    body: wallSettingsSchema,
    answers: { 200: wall },
    errors: [409],
  },
  {
    method: 'patch',
    path,
    group: 'Walls',
    summary: 'Changes the fields that are given; null takes one back to its default',
    guard: 'admin',
    body: wallSettingsSchema.partial(),
    answers: { 200: wall },
    errors: [409],
  },
  {
    method: 'delete',
    path,
    group: 'Walls',
    summary: 'Forgets what is saved of a wall; its open pages are as by default',
    guard: 'admin',
    answers: {
      200: {
        description: 'Forgotten; the walls that are left',
        schema: z.object({ status: z.literal('deleted'), walls: z.array(wallSchema) }),
      },
    },
    errors: [404],
  },
  {
    method: 'post',
    path,
    group: 'Walls',
    summary: 'Makes all open pages of a wall do something now; nothing of it is saved',
    guard: 'admin',
    body: wallCommandSchema,
    answers: {
      200: {
        description: 'Told',
        schema: z.object({ pages: z.int().positive().describe('Pages that were told') }),
      },
    },
    errors: [400, 404],
  },
];
