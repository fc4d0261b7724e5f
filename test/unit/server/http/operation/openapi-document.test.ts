import SwaggerParser from '@apidevtools/swagger-parser';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { kioskPath } from '../../../../../server/contract/kiosk/kiosk.ts';
import { livePath } from '../../../../../server/contract/live.ts';
import { openApiDocument } from '../../../../../server/http/operation/openapi-document.ts';
import {
  describedOperations,
  operation,
  type Operation,
} from '../../../../../server/http/operation/operation.ts';
import { composedApp } from '../../../../fixtures/composed-app.ts';
import { ServerHere } from '../../../../fixtures/server-here.ts';

const apiOperations = describedOperations((await composedApp()).operations);

type Validatable = Parameters<typeof SwaggerParser.validate>[0];

describe('the description of the API', () => {
  test('is valid OpenAPI 3.1, with every reference resolved', async () => {
    const document = openApiDocument(apiOperations, '1.2.3');
    await SwaggerParser.validate(structuredClone(document) as unknown as Validatable);
    const text = JSON.stringify(document);
    const references = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name);
    const known = Object.keys((document['components'] as { schemas: object }).schemas);
    expect(references.filter((name) => !known.includes(name ?? ''))).toEqual([]);
    expect(text).not.toContain('#/$defs');
  });

  test('names every operation once', () => {
    const ids = Object.values(
      openApiDocument(apiOperations, '')['paths'] as Record<string, Record<string, { operationId: string }>>,
    )
      .flatMap((path) => Object.values(path))
      .map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(apiOperations.length);
    expect(ids).toContain('postApiCamerasIdRestart');
  });

  test('has examples that the operations take', () => {
    for (const operation of apiOperations) {
      if (operation.kind !== 'api' || operation.body?.example === undefined) continue;
      const { method, path, body } = operation;
      const { error } = body.schema.safeParse(body.example);
      expect([method, path, error]).toEqual([method, path, undefined]);
    }
    const document = JSON.stringify(openApiDocument(apiOperations, ''));
    expect(document).toContain('"example":{"name":"prometheus","scope":"view"}');
  });

  test('tells the errors that a guard and a body bring with them', () => {
    const handle = () => undefined;
    const body = { schema: z.object({}), size: 'small' } as const;
    const declared = {
      method: 'post',
      group: 'Status',
      summary: '',
      answers: { 200: { description: '' } },
      handle,
    } as const;
    const errorsOf = (made: Operation) => {
      const { paths } = openApiDocument([made], '') as { paths: { '/x': { post: { responses: object } } } };
      return Object.keys(paths['/x'].post.responses);
    };
    expect(errorsOf(operation({ ...declared, path: '/x', guard: 'open' }))).toEqual(['200']);
    expect(errorsOf(operation({ ...declared, path: '/x', guard: 'open', body, errors: [409] }))).toEqual([
      '200',
      '409',
      '413',
      '422',
    ]);
    expect(errorsOf(operation({ ...declared, path: '/x', guard: 'admin' }))).toEqual([
      '200',
      '401',
      '403',
      '429',
    ]);
  });

  test('is served, and each of its GETs is there', async () => {
    const camera = { id: 'hall', name: 'Hall', device: 'test', width: 160, height: 120, fps: 5 };
    await using server = await ServerHere.start({ config: { cameras: [camera] } });
    const response = await server.fetch('/api/openapi.json');
    const { paths } = (await response.json()) as { paths: Record<string, Record<string, unknown>> };
    for (const [path, methods] of Object.entries(paths)) {
      if (!methods['get']) continue;
      const answer = await server.fetch(path.replace('{index}', '0').replaceAll(/\{\w+\}/g, 'hall'), {
        method: 'HEAD',
      });
      if (path.startsWith(kioskPath)) expect([path, answer.status]).toEqual([path, 404]);
      else if (path === livePath) expect([path, answer.status]).toEqual([path, 405]);
      // The camera has recorded nothing. A path without an operation has another code.
      else if (path.includes('/recordings/{camera}/{id}'))
        expect([path, await errorCode(server, path)]).toEqual([path, 'unknown-recording']);
      // It wants to know the time of the picture.
      else if (path.endsWith('/{camera}/frame'))
        expect([path, await errorCode(server, path)]).toEqual([path, 'bad-query']);
      else if (path.includes('/exports/{id}'))
        expect([path, await errorCode(server, path)]).toEqual([path, 'unknown-export']);
      else if (path.endsWith('/event-log/{id}'))
        expect([path, await errorCode(server, path)]).toEqual([path, 'unknown-event']);
      else expect([200, 409], path).toContain(answer.status);
    }
  });

  test('knows every path and method there is', async () => {
    await using server = await ServerHere.start({ config: { cameras: [] } });
    const { paths } = (await (await server.fetch('/api/openapi.json')).json()) as {
      paths: Record<string, Record<string, unknown>>;
    };
    for (const [path, methods] of Object.entries(paths)) {
      const answer = await server.fetch(path.replaceAll(/\{\w+\}/g, 'x'), { method: 'PROPFIND' });
      const allowed = (answer.headers.get('allow') ?? '').split(', ').filter((method) => method !== 'HEAD');
      const described = Object.keys(methods).map((method) => method.toUpperCase());
      expect([path, answer.status, allowed.sort()]).toEqual([path, 405, described.sort()]);
    }
  });
});

async function errorCode(server: ServerHere, path: string): Promise<unknown> {
  const response = await server.fetch(path.replaceAll(/\{\w+\}/g, 'hall'));
  return ((await response.json()) as { code?: unknown }).code;
}
