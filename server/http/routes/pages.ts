import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { Router } from 'express';
import { loginPath } from '../../contract/session.ts';
import type { Guards } from '../gate/guards.ts';
import { methodNotAllowed } from '../message/error-handler.ts';

/** Pages of the same built file as the wall; they show and change what the guard before them protects. */
const adminPages = ['/settings', '/status', '/api-docs'];

/**
 * The pages and what they load, as built into `folder`. Vite names its assets by content, so browsers may keep them
 * for ever; the pages themselves are asked for anew each time.
 */
export function pageRoutes(folder: string, guards: Guards): Router {
  const router = Router();
  router.get(adminPages, guards.page);
  if (!existsSync(join(folder, 'index.html'))) {
    router.get(['/', loginPath, ...adminPages], (_request, response) => {
      response.status(503).type('text').send('The pages are not built. Run: npm run build\n');
    });
    return router;
  }
  const page = (name: string): express.RequestHandler => {
    return (_request, response) => response.sendFile(name, { root: folder, cacheControl: false, headers });
  };
  router.get(adminPages, page('index.html'));
  router.get(loginPath, page('login.html'));
  router.use(
    '/assets',
    express.static(join(folder, 'assets'), {
      immutable: true,
      maxAge: '1y',
      fallthrough: false,
      redirect: false,
    }),
  );
  router.use(
    express.static(folder, {
      cacheControl: false,
      redirect: false,
      setHeaders: (response) => response.set(headers),
    }),
  );
  router.all(['/', loginPath, ...adminPages], methodNotAllowed('GET, HEAD'));
  return router;
}

const headers = { 'Cache-Control': 'no-cache' };
