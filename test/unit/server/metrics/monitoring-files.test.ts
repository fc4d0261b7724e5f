import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { KioskServer } from '../../../fixtures/kiosk-server.ts';
import { askPromtool, parsePrometheusText, promtool } from '../../../fixtures/prometheus-text.ts';

const folder = resolve(import.meta.dirname, '../../../../build/monitoring');
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

const dashboardSchema = z.object({
  uid: z.string().min(1),
  templating: z.object({ list: z.array(z.object({ name: z.string(), type: z.string() })) }),
  panels: z.array(
    z.object({
      id: z.number(),
      type: z.string(),
      title: z.string(),
      datasource: z.object({ uid: z.literal('${datasource}') }).optional(),
      targets: z.array(z.object({ expr: z.string() })).default([]),
    }),
  ),
});

/** The metric names in a query or rule, without Prometheus' own ("up"). */
function metricNames(text: string): Set<string> {
  return new Set(text.match(/\b(rpicam|process|nodejs)_[a-z0-9_]+(?=[{[\s)]|$)/g) ?? []);
}

async function scrapedNames(): Promise<{ all: Set<string>; families: string[] }> {
  await using server = await KioskServer.start({ cameras: [{ id: 'a', name: 'A', device: 'test' }] });
  const families = parsePrometheusText(await (await server.fetch('/metrics')).text());
  const all = [...families].flatMap(([name, { type }]) =>
    type === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => name + end) : [name],
  );
  return { all: new Set(all), families: [...families.keys()] };
}

describe('the Grafana dashboard', () => {
  const dashboard = dashboardSchema.parse(JSON.parse(read('grafana-dashboard.json')));
  const queries = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)).join('\n');

  test('asks only for metrics that the server has, and for all of them', async () => {
    const { all, families } = await scrapedNames();
    const asked = metricNames(queries);
    expect([...asked].filter((name) => !all.has(name))).toEqual([]);
    expect(families.filter((name) => ![...asked].some((other) => other.startsWith(name)))).toEqual([]);
  });

  test('lets people choose data source, server and cameras', () => {
    expect(dashboard.uid).toBe('rpicam-kiosk');
    expect(dashboard.templating.list.map(({ name }) => name)).toEqual(['datasource', 'instance', 'camera']);
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(dashboard.panels.filter(({ type, datasource }) => type !== 'row' && !datasource)).toEqual([]);
  });
});

describe('the Prometheus files', () => {
  test('have alerts only on metrics that the server has', async () => {
    const { all } = await scrapedNames();
    const asked = metricNames(read('alerts.yml'));
    expect(asked.size).toBeGreaterThan(5);
    expect([...asked].filter((name) => !all.has(name))).toEqual([]);
  });

  test.skipIf(!promtool)('are valid for promtool', () => {
    expect(askPromtool(['check', 'rules', join(folder, 'alerts.yml')])).toContain('SUCCESS');
    expect(askPromtool(['check', 'config', join(folder, 'prometheus.yml')])).toContain('SUCCESS');
  });
});
