import { Router } from 'express';
import { Metrics } from '../../../metrics/metrics.ts';
import { methodNotAllowed } from '../../message/error-handler.ts';

/** Where Prometheus reads. */
export const metricsPath = '/metrics';

export interface MetricsParts {
  metrics: Metrics;
}

/** `/metrics` in Prometheus' text format. */
export function metricsRoutes({ metrics }: MetricsParts): Router {
  const router = Router();
  router.get(metricsPath, async (_request, response) => {
    const text = Buffer.from(await metrics.text());
    // Not `send`, which would sort the parameters of the type that scrapers compare.
    response.setHeader('Content-Type', Metrics.contentType);
    response.setHeader('Content-Length', text.length);
    response.setHeader('Cache-Control', 'no-store');
    response.end(text);
  });
  router.all(metricsPath, methodNotAllowed('GET, HEAD'));
  return router;
}
