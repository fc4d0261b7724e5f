import { describe, expect, test } from 'vitest';
import type { Certificate } from '../../../../server/tls/certificate.ts';
import { ServerTls } from '../../../../server/tls/server-tls.ts';
import { until } from '../../../fixtures/until.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';
import { silentLogger } from '../../../doubles/silent-logger.ts';

const certificate = (name: string): Certificate => ({
  cert: `cert ${name}`,
  key: `key ${name}`,
  fingerprint: name,
  validFrom: new Date(0),
  validTo: new Date(1),
  covers: () => true,
});

async function setUp() {
  const clock = new SteppedClock('2026-11-20T12:00:00Z');
  const errors: string[] = [];
  const logger = { ...silentLogger, error: (text: unknown) => errors.push(String(text)) };
  const there = { next: certificate('one'), problem: '', asked: [] as string[] };
  const source = {
    load: async (occasion: string) => {
      there.asked.push(occasion);
      if (there.problem) throw new Error(there.problem);
      return there.next;
    },
  };
  const tls = await ServerTls.open({ source, plainHttp: 'redirect', clock, logger });
  let changes = 0;
  const stop = new AbortController();
  tls.onChange(() => changes++, stop.signal);
  const checked = async () => {
    const before = there.asked.length;
    await until('it waits', () => clock.sleeperCount === 1);
    await clock.advance(60_000);
    await until('it looks, and waits again', () => there.asked.length > before && clock.sleeperCount === 1);
  };
  return { tls, there, errors, stop, checked, changes: () => changes };
}

describe('the certificate in use', () => {
  test('is replaced when there is another, and those who use it are told', async () => {
    const { tls, there, stop, checked, changes } = await setUp();
    const running = tls.keepCurrent(stop.signal);
    await checked();
    expect([tls.fingerprint, changes()]).toEqual(['one', 0]);
    there.next = certificate('two');
    await checked();
    expect([tls.fingerprint, tls.secrets, changes()]).toEqual([
      'two',
      { cert: 'cert two', key: 'key two' },
      1,
    ]);
    stop.abort();
    await running;
    expect(there.asked).toEqual(['asked', 'routine', 'routine']);
    there.next = certificate('three');
    await tls.reload();
    expect([tls.fingerprint, changes()]).toEqual(['three', 1]);
  });

  test('stays while the new one is broken; the reason is told once, and again to who asks', async () => {
    const { tls, there, errors, stop, checked } = await setUp();
    void tls.keepCurrent(stop.signal);
    there.problem = 'the key does not fit';
    await checked();
    await checked();
    expect(tls.fingerprint).toBe('one');
    expect(errors).toEqual(['HTTPS goes on with the certificate it has: the key does not fit']);
    await tls.reload();
    expect(errors).toHaveLength(2);
    there.problem = '';
    there.next = certificate('two');
    await checked();
    expect(tls.fingerprint).toBe('two');
    stop.abort();
  });
});
