import type { ApiOperation } from '../api-operation.ts';
import { eventsPath } from '../events.ts';
import { healthPath, healthSchema } from '../health.ts';
import { historyPath, historySchema } from '../history.ts';

export const statusOperations: ApiOperation[] = [
  {
    method: 'get',
    path: healthPath,
    group: 'Status',
    summary: 'The state of every camera, with reason and advice',
    guard: 'status',
    answers: {
      200: { description: 'Always, when the server answers at all; see `ok`', schema: healthSchema },
    },
  },
  {
    method: 'get',
    path: '/metrics',
    group: 'Status',
    summary: 'Figures for Prometheus',
    guard: 'status',
    answers: { 200: { description: 'Text format 0.0.4', media: 'text/plain; version=0.0.4; charset=utf-8' } },
  },
  {
    method: 'get',
    path: historyPath,
    group: 'Status',
    summary: 'Figures of the last ten minutes in steps of five seconds, and totals since the start',
    guard: 'admin',
    answers: { 200: { description: 'Each list has 120 entries, the newest last', schema: historySchema } },
  },
  {
    method: 'get',
    path: eventsPath,
    group: 'Status',
    summary: 'What happens, as server-sent events',
    description:
      'Begins with `hello` and all cameras; then `camera`, `camera-removed`, `config`, `device-added`, `device-removed` ' +
      'and `identify`. The field `event` is the type, `data` the event as JSON.',
    guard: 'view',
    answers: { 200: { description: 'Events without end', media: 'text/event-stream' } },
    errors: [503],
  },
  {
    method: 'get',
    path: '/api/openapi.json',
    group: 'Status',
    summary: 'This description',
    guard: 'admin',
    answers: { 200: { description: 'OpenAPI 3.1', media: 'application/json' } },
  },
];
