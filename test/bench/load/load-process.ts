import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadCommand, LoadReply } from './protocol.ts';
import { loadSnapshots } from './snapshot-load.ts';
import { StreamLoad } from './stream-load.ts';

// The viewers' own process, so that their CPU is apart from the server's and from the bench's.

/** After the last first frame: what connecting stirred up has settled. */
const settleMs = 500;

class LoadProcess {
  #load = new StreamLoad([]);

  async obey(command: LoadCommand): Promise<LoadReply> {
    switch (command.kind) {
      case 'connect':
        this.#load = new StreamLoad(command.groups);
        await this.#load.connect(command.readyWithinMs);
        await sleep(settleMs);
        return { kind: 'ready' };
      case 'begin':
        this.#load.begin();
        return { kind: 'begun' };
      case 'end':
        return { kind: 'streams', ...this.#load.end() };
      case 'disconnect':
        this.#load.disconnect();
        return { kind: 'disconnected' };
      case 'snapshots':
        return { kind: 'snapshots', figures: await loadSnapshots(command.plan) };
      default:
        return command satisfies never;
    }
  }
}

const loadProcess = new LoadProcess();
process.on('message', async (command: LoadCommand) => process.send?.(await loadProcess.obey(command)));
process.on('disconnect', () => process.exit());
