import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface BenchOptions {
  quick: boolean;
  /** Scenario names; empty for all. */
  only: string[];
  /** Where the measurements go as JSON lines. */
  jsonPath: string | undefined;
  /** Where the report goes; undefined prints it only. */
  reportPath: string | undefined;
}

/** Reads the command line; undefined when help was asked for. @throws Error naming what is wrong */
export function parseBenchOptions(argv: string[], scenarioNames: string[]): BenchOptions | undefined {
  const { values } = parseArgs({
    args: argv,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      json: { type: 'string' },
      out: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const only = values.only.flatMap((names) => names.split(','));
  const unknown = only.find((name) => !scenarioNames.includes(name));
  if (unknown !== undefined) throw new Error(`no scenario ${unknown}; there are ${scenarioNames.join(', ')}`);
  // A part must not replace the report of the whole.
  const reportPath = values.out ?? (only.length > 0 ? undefined : 'test/bench/RESULTS.md');
  return {
    quick: values.quick,
    only,
    jsonPath: values.json && resolve(values.json),
    reportPath: reportPath && resolve(import.meta.dirname, '../..', reportPath),
  };
}

export function benchUsage(scenarios: { name: string; title: string }[]): string {
  const width = Math.max(...scenarios.map(({ name }) => name.length));
  return [
    'npm run bench -- [options]',
    '  --quick       short stages and few rounds, some eight minutes instead of 45',
    '  --only NAME   only this scenario (may be repeated); prints the report instead of replacing RESULTS.md',
    '  --out FILE    where the report goes (default test/bench/RESULTS.md)',
    '  --json FILE   append every measurement as a JSON line',
    'Scenarios:',
    ...scenarios.map(({ name, title }) => `  ${name.padEnd(width)}  ${title}`),
  ].join('\n');
}
