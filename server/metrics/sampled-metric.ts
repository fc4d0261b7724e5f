import { Counter, Gauge, type Registry } from 'prom-client';

/** One series of a metric at a scrape. */
export interface Sample {
  value: number;
  labels?: Record<string, string>;
}

export interface SampledMetric {
  name: string;
  help: string;
  type: 'gauge' | 'counter';
  labelNames?: string[];
  /** Called at every scrape; a series that it does not return is removed. */
  samples: () => Iterable<Sample>;
}

/** Adds a metric whose series are read at a scrape only, so that it costs nothing between two scrapes. */
export function addSampledMetric(registry: Registry, metric: SampledMetric): void {
  const { name, help, type, labelNames = [], samples } = metric;
  const options = { name, help, labelNames, registers: [registry] };
  if (type === 'gauge') {
    const gauge: Gauge = new Gauge({
      ...options,
      collect() {
        clear(gauge, labelNames);
        for (const { labels = {}, value } of samples()) gauge.set(labels, value);
      },
    });
  } else {
    const counter: Counter = new Counter({
      ...options,
      collect() {
        clear(counter, labelNames);
        for (const { labels = {}, value } of samples()) counter.inc(labels, value);
      },
    });
  }
}

/** After its reset a metric without labels shows 0, which is wrong for a value that cannot be read. */
function clear(metric: Gauge | Counter, labelNames: string[]): void {
  metric.reset();
  if (labelNames.length === 0) metric.remove();
}
