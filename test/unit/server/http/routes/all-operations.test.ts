import { expect, test } from 'vitest';
import { composedApp } from '../../../../fixtures/composed-app.ts';

/** As Express keeps them. */
interface Layer {
  route?: { path: string; methods: Record<string, boolean> };
  handle: { stack?: Layer[] };
}

test('a server has no other routes than the table of operations says', async () => {
  const { app, operations } = await composedApp();
  const routes = routesOf((app.router as unknown as { stack: Layer[] }).stack);
  const declared = operations.flatMap((operation) => {
    if (operation.kind === 'files') return [];
    const { method, path, noHead } = operation;
    return (noHead ? ['head', method] : [method]).map((name) => `${name} ${path}`);
  });
  expect(declared.length).toBeGreaterThan(40);
  expect(routes.sort()).toEqual(declared.sort());
});

function routesOf(layers: Layer[]): string[] {
  return layers.flatMap(({ route, handle }) => {
    if (!route) return routesOf(handle.stack ?? []);
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    const methods = Object.keys(route.methods).filter((name) => name !== '_all');
    return methods.map((method) => `${method} ${path}`);
  });
}
