import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadCommand, LoadReply } from './protocol.ts';
import { loadSnapshots } from './snapshot-load.ts';
import { StreamLoad } from './stream-load.ts';

// The viewers' own process, so that their CPU is apart from the server's and from the bench's.

/** After the last first frame: what connecting stirred up has settled. */
const settleMs = 500;
let load = new StreamLoad([]);

process.on('message', (command: LoadCommand) => void obey(command));
process.on('disconnect', () => process.exit());

async function obey(command: LoadCommand): Promise<void> {
  switch (command.kind) {
    case 'connect':
      load = new StreamLoad(command.groups);
      await load.connect(command.readyWithinMs);
      await sleep(settleMs);
      return reply({ kind: 'ready' });
    case 'begin':
      load.begin();
      return reply({ kind: 'begun' });
    case 'end':
      return reply({ kind: 'streams', ...load.end() });
    case 'disconnect':
      load.disconnect();
      return reply({ kind: 'disconnected' });
    case 'snapshots':
      return reply({ kind: 'snapshots', figures: await loadSnapshots(command.plan) });
    default:
      command satisfies never;
  }
}

function reply(answer: LoadReply): void {
  process.send?.(answer);
}
