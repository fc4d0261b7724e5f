import { expect, test } from 'vitest';
import { fuzz } from './fuzz.ts';

test(
  'two thousand random requests are answered, none with a failure of the server',
  { timeout: 120_000 },
  async () => {
    const seed = Date.now() % 1e9;
    const { failures, statuses, requests } = await fuzz({ seed, requests: 2_000, transports: ['plain'] });
    expect({ seed, failures }).toEqual({ seed, failures: [] });
    expect(requests).toBe(2_000);
    // They reach the API, not only its front door.
    expect(Object.keys(statuses).map(Number)).toEqual(expect.arrayContaining([200, 204, 400, 404, 405, 422]));
  },
);
