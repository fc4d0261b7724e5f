import { Router } from 'express';
import { historyPath } from '../../../contract/history.ts';
import type { StatusHistory } from '../../../metrics/status-history.ts';
import { methodNotAllowed } from '../../message/error-handler.ts';

export interface HistoryParts {
  history: StatusHistory;
}

/** `/api/history`: how the cameras and the machine were in the last minutes. */
export function historyRoutes({ history }: HistoryParts): Router {
  const router = Router();
  router.get(historyPath, (_request, response) => {
    response.set('Cache-Control', 'no-store').json(history.report());
  });
  router.all(historyPath, methodNotAllowed('GET, HEAD'));
  return router;
}
