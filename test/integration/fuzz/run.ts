/** `npm run test:fuzz [-- --requests N] [-- --seed N]`: the long run of what the tests do in short. */
import { parseArgs } from 'node:util';
import { transports } from './conversation.ts';
import { fuzz } from './fuzz.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(Date.now() % 1e9) },
  },
});
console.log(`seed ${values.seed}`);
const report = await fuzz({
  seed: Number(values.seed),
  requests: Number(values.requests),
  transports,
  say: (line) => console.log(line),
});
const { failures, memoryMib, leftOpen } = report;
for (const failure of failures.slice(0, 10)) console.log(`\n${failure}`);
console.log(`\n${report.requests} requests, answers by status: ${JSON.stringify(report.statuses)}`);
console.log(`memory in MiB: ${JSON.stringify(memoryMib)}, left open: ${JSON.stringify(leftOpen)}`);
process.exitCode = failures.length > 0 ? 1 : 0;
