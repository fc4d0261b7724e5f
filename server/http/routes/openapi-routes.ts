import { openApiDocument } from '../operation/openapi-document.ts';
import { operation, type Operation } from '../operation/operation.ts';

export interface OpenApiParts {
  version: string;
}

/** `/api/openapi.json`: the description of all operations. @param all asked for at the first request */
export function openApiOperations({ version }: OpenApiParts, all: () => readonly Operation[]): Operation[] {
  let document: Record<string, unknown> | undefined;
  return [
    operation({
      method: 'get',
      path: '/api/openapi.json',
      guard: 'admin',
      group: 'Status',
      summary: 'This description',
      answers: { 200: { description: 'OpenAPI 3.1', media: 'application/json' } },
      handle(_request, response) {
        response.json((document ??= openApiDocument(all(), version)));
      },
    }),
  ];
}
