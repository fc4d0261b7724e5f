import { expect, test } from 'vitest';
import { transports } from '../fuzz/conversation.ts';
import { fuzz } from '../fuzz/fuzz.ts';

/** What bounded caches and compiled code may still grow by; a leak is seen by `--long`, which has twenty times the requests. */
const cachesMib = 16;
const requests = Number(process.env['ATTACK_REQUESTS'] ?? 9_000);

test(
  'thousands of random requests on connections of every kind leave the server as it was',
  { timeout: 3_600_000 },
  async () => {
    const seed = Number(process.env['ATTACK_SEED'] ?? Date.now() % 1e9);
    const report = await fuzz({ seed, requests, transports, say: console.log });
    const { failures, memoryMib, leftOpen, statuses } = report;
    expect({ seed, failures }).toEqual({ seed, failures: [] });
    expect(report.requests).toBeGreaterThanOrEqual(requests);
    // They reach the API, not only its front door.
    expect(Object.keys(statuses).map(Number)).toEqual(
      expect.arrayContaining([101, 200, 204, 400, 404, 405, 422]),
    );
    const told = JSON.stringify({ seed, memoryMib });
    expect({ seed, leftOpen }).toEqual({ seed, leftOpen: [] });
    expect(memoryMib.end, told).toBeLessThanOrEqual(memoryMib.early + cachesMib);
  },
);
