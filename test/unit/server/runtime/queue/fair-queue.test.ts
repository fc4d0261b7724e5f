import { describe, expect, test } from 'vitest';
import { FairQueue, LeftQueueError, QueueFullError } from '../../../../../server/runtime/queue/fair-queue.ts';

const lan = (address: string) => ({ address, isOwn: false });
const own = { address: '127.0.0.1', isOwn: true };

/** A queue with one place that is taken until `letGo`, and the order of the jobs after it. */
function heldQueue(bounds = { perAddress: 8, total: 12 }) {
  const queue = new FairQueue(1, { work: bounds, other: bounds });
  const { promise, resolve } = Promise.withResolvers<void>();
  const turns: string[] = [];
  const first = queue.run('work', own, () => promise);
  const ask = (client: typeof own, name = client.address, signal?: AbortSignal) =>
    queue.run(
      'work',
      client,
      () => {
        turns.push(name);
        return Promise.resolve(name);
      },
      signal,
    );
  const letGo = async () => {
    resolve();
    await first;
  };
  return { queue, turns, ask, letGo };
}

describe('a fair queue', () => {
  test('gives addresses turns, however many jobs each has', async () => {
    const { ask, turns, letGo } = heldQueue();
    const jobs = ['a', 'a', 'a', 'a', 'b', 'c', 'b'].map((address) => ask(lan(address)));
    await letGo();
    await Promise.all(jobs);
    expect(turns).toEqual(['a', 'b', 'c', 'a', 'b', 'a', 'a']);
  });

  test('gives this machine every second turn, and no more', async () => {
    const { ask, turns, letGo } = heldQueue();
    const jobs = ['a', 'b', 'a'].map((address) => ask(lan(address)));
    jobs.push(...['own', 'own', 'own', 'own'].map((name) => ask(own, name)));
    await letGo();
    await Promise.all(jobs);
    expect(turns).toEqual(['own', 'a', 'own', 'b', 'own', 'a', 'own']);
  });

  test('keeps each kind of work in a line of its own', async () => {
    const { queue, ask, turns, letGo } = heldQueue();
    const jobs: Promise<unknown>[] = ['1', '2', '3'].map((name) => ask(lan('a'), name));
    jobs.push(queue.run('other', lan('a'), () => Promise.resolve(turns.push('other'))));
    await letGo();
    await Promise.all(jobs);
    expect(turns).toEqual(['1', 'other', '2', '3']);
  });

  test('refuses an address beyond its share, then all addresses, but never this machine because of them', async () => {
    const { queue, ask, letGo } = heldQueue();
    const jobs = Array.from({ length: 8 }, () => ask(lan('a')));
    const refusal = (client: typeof own) => ask(client).catch((error: unknown) => error);
    expect(await refusal(lan('a'))).toMatchObject({ bound: 'address' });
    jobs.push(...Array.from({ length: 4 }, () => ask(lan('b'))));
    const full = await refusal(lan('c'));
    expect(full).toBeInstanceOf(QueueFullError);
    expect(full).toMatchObject({ bound: 'all' });
    jobs.push(ask(own));
    expect(queue.counts()[0]).toMatchObject({ running: 1, waiting: 13, refused: { address: 1, all: 1 } });
    await letGo();
    await Promise.all(jobs);
    expect(queue.counts()[0]).toMatchObject({ running: 0, waiting: 0 });
    expect(await ask(lan('c'))).toBe('c');
  });

  test('drops a job whose client left, and gives its place to another', async () => {
    const { queue, ask, turns, letGo } = heldQueue({ perAddress: 2, total: 2 });
    const left = new AbortController();
    const dropped = ask(lan('a'), 'dropped', left.signal);
    const stays = ask(lan('a'), 'stays');
    left.abort();
    await expect(dropped).rejects.toThrow(LeftQueueError);
    const next = ask(lan('a'), 'next');
    await expect(ask(lan('a'), 'late', AbortSignal.abort())).rejects.toThrow(QueueFullError);
    await letGo();
    await Promise.all([stays, next]);
    await expect(ask(lan('a'), 'gone', AbortSignal.abort())).rejects.toThrow(LeftQueueError);
    expect(turns).toEqual(['stays', 'next']);
    expect(queue.counts()[0]).toMatchObject({ waiting: 0, running: 0, left: 2 });
  });

  test('goes on after a job that failed', async () => {
    const { queue, ask, letGo } = heldQueue();
    const failed = queue.run('work', lan('a'), () => Promise.reject(new Error('mine')));
    const next = ask(lan('b'));
    await letGo();
    await expect(failed).rejects.toThrow('mine');
    expect(await next).toBe('b');
  });
});
