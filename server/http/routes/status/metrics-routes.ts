import { Metrics } from '../../../metrics/metrics.ts';
import { operation, type Operation } from '../../operation/operation.ts';

export interface MetricsParts {
  metrics: Metrics;
}

/** `/metrics`: where Prometheus reads, in its text format. */
export function metricsOperations({ metrics }: MetricsParts): Operation[] {
  return [
    operation({
      method: 'get',
      path: '/metrics',
      guard: 'status',
      noStore: true,
      group: 'Status',
      summary: 'Figures for Prometheus',
      answers: {
        200: { description: 'Text format 0.0.4', media: 'text/plain; version=0.0.4; charset=utf-8' },
      },
      async handle(_request, response) {
        const text = Buffer.from(await metrics.text());
        // Not `send`, which would sort the parameters of the type that scrapers compare.
        response.setHeader('Content-Type', Metrics.contentType);
        response.setHeader('Content-Length', text.length);
        response.end(text);
      },
    }),
  ];
}
