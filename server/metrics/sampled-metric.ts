import { Counter, Gauge, type Registry } from 'prom-client';

/** One series of a metric at the moment of a scrape. */
export interface Sample {
  value: number;
  labels?: Record<string, string>;
}

export interface SampledMetric {
  name: string;
  help: string;
  type: 'gauge' | 'counter';
  labelNames?: string[];
  /** Asked at every scrape; a series it does not name is gone. */
  samples: () => Iterable<Sample>;
}

/** Adds a metric whose series are read when they are asked for, so that counting costs nothing between two scrapes. */
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

/** A reset metric without labels shows 0, which for one that cannot be read is not true. */
function clear(metric: Gauge | Counter, labelNames: string[]): void {
  metric.reset();
  if (labelNames.length === 0) metric.remove();
}
