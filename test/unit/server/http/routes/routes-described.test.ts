import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compose } from '../../../../../server/compose.ts';
import { apiOperations } from '../../../../../server/contract/operation/api-operations.ts';
import { parseServerOptions } from '../../../../../server/server-options.ts';

/** As Express keeps them. */
interface Layer {
  route?: { path: string | string[]; methods: Record<string, boolean> };
  handle: { stack?: Layer[] };
}

/** Pages, and what only the kiosk's own window uses. */
const notForPrograms = ['/settings', '/status', '/api-docs', '/login', '/api/session/kiosk'];

test('every route that a program may use is in the description of the API', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rpicam-routes-'));
  const options = parseServerOptions(['--port', '0', '--data-dir', folder], { LOG_LEVEL: 'CRITICAL' });
  if (!options) throw new Error('no options');
  const server = await compose(options);
  const routes = routesOf((server.app.router as unknown as { stack: Layer[] }).stack);
  await server.close();
  await server.closeLog();
  rmSync(folder, { recursive: true });
  const described = new Set(apiOperations.map(({ method, path }) => `${method} ${path}`));
  expect(routes.length).toBeGreaterThan(30);
  expect(routes.filter((route) => !described.has(route))).toEqual([]);
});

function routesOf(layers: Layer[]): string[] {
  return layers.flatMap(({ route, handle }) => {
    if (!route) return routesOf(handle.stack ?? []);
    const methods = Object.keys(route.methods).filter((name) => name !== '_all');
    return [route.path]
      .flat()
      .filter((path) => !notForPrograms.includes(path))
      .flatMap((path) => methods.map((method) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`));
  });
}
