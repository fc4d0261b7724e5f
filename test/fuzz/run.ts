/** `npm run test:fuzz [-- --requests N] [-- --seed N]`: the long run of what the tests do in short. */
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(Date.now() % 1e9) },
  },
});
console.log(`seed ${values.seed}`);
const report = await fuzz(Number(values.seed), Number(values.requests), (line) => console.log(line));
for (const failure of report.failures.slice(0, 10)) console.log(`\n${failure}`);
console.log(`\n${report.requests} requests, answers by status: ${JSON.stringify(report.statuses)}`);
console.log(`resident memory, MiB: ${report.memoryMib.map((mib) => mib.toFixed(0)).join(' ')}`);
process.exitCode = report.failures.length > 0 ? 1 : 0;
