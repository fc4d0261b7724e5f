import { delimiter } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PiFiles } from '../../../device/pi-files.ts';
import { TestServer } from '../../../../../fixtures/running-server.ts';
import { ServerHere } from '../../../../../fixtures/server-here.ts';
import { until } from '../../../../../fixtures/until.ts';

const config = { cameras: [{ id: 'a', name: 'A', device: 'test' }] };

describe('GET /health', () => {
  test('tells how the machine is', async () => {
    await using server = await ServerHere.start({ config });
    const system = await until('it was read', async () => (await server.health()).system);
    expect(system.disk_free_bytes).toBeGreaterThan(0);
    expect(system.memory_available_bytes).toBeGreaterThan(0);
    expect(system.load).toHaveLength(3);
  });

  test('is not ok while the power supply is too weak, and says what to do', async () => {
    using pi = new PiFiles();
    pi.program('vcgencmd', 'throttled=0x50001');
    const env = { PATH: `${pi.root}${delimiter}${process.env['PATH']}` };
    await using server = await TestServer.start({ config, env });
    const { ok, problems, system } = await until('it was read', async () => {
      const health = await server.health();
      return health.system ? health : undefined;
    });
    expect({ ok, problems }).toEqual({ ok: false, problems: [expect.stringContaining('undervoltage')] });
    expect(system?.advice).toEqual(expect.arrayContaining(problems));
    expect(system?.throttling?.undervoltage).toEqual({ now: true, since_boot: true });
    await until('it was logged', () => server.output.includes('undervoltage'));
  });
});
