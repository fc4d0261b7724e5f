/**
 * `npm run test:attack [-- --long] [-- --requests N] [-- --seed N]`: what somebody in the LAN may try, at real servers.
 * `--long` adds what `npm test` holds of it, and 200,000 random requests.
 */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    long: { type: 'boolean', default: false },
    requests: { type: 'string' },
    seed: { type: 'string' },
  },
});
const requests = values.requests ?? (values.long ? '200000' : undefined);
const { status } = spawnSync(
  'npx',
  ['vitest', 'run', '--config', 'build/vitest.config.ts', '--project', values.long ? 'attack*' : 'attack'],
  {
    cwd: resolve(import.meta.dirname, '../../..'),
    stdio: 'inherit',
    env: {
      ...process.env,
      ...(requests === undefined ? {} : { ATTACK_REQUESTS: requests }),
      ...(values.seed === undefined ? {} : { ATTACK_SEED: values.seed }),
    },
  },
);
process.exitCode = status ?? 1;
