import { Router } from 'express';
import { nginxPath } from '../../contract/nginx.ts';
import type { NginxFile } from '../../proxy/nginx-file.ts';
import { methodNotAllowed } from '../message/error-handler.ts';

export interface NginxParts {
  nginx: NginxFile;
}

/** `/api/nginx`: the generated configuration, for who sets nginx up. */
export function nginxRoutes({ nginx }: NginxParts): Router {
  const router = Router();
  router.get(nginxPath, (_request, response) => {
    response.set('Cache-Control', 'no-store').json(nginx.report);
  });
  router.all(nginxPath, methodNotAllowed('GET, HEAD'));
  return router;
}
