import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { CameraPort } from '../../../../../server/http/port/camera-port.ts';
import { CameraPorts } from '../../../../../server/http/port/camera-ports.ts';
import { listen, type Listener } from '../../../../../server/http/port/listen.ts';
import { systemClock, type Clock } from '../../../../../server/runtime/clock.ts';
import { silentLogger } from '../../../../doubles/silent-logger.ts';
import { until } from '../../../../fixtures/until.ts';

const handler = () => undefined;
const refusal = (code: string) => Object.assign(new Error(`listen ${code}`), { code });

/** A clock on which a wait takes no time; after `count` of them it calls `then`. */
function hurrying(waits: number[], count: number, then: () => void): Clock {
  return {
    ...systemClock,
    sleep: (ms) => {
      if (waits.push(ms) === count) then();
      return Promise.resolve();
    },
  };
}

describe('a port that cannot be had', () => {
  test('is told once and asked for again after growing waits, none longer than ten seconds', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const stop = new AbortController();
    const waits: number[] = [];
    const clock = hurrying(waits, 7, () => stop.abort());
    const open = () => listen(handler, '127.0.0.1', port);
    const logged: string[] = [];
    const told: string[] = [];
    const onStatus = (id: string) => told.push(`${id}: ${cameraPort.status.port_state}`);
    const logger = pino({ base: null }, { write: (line) => logged.push(line) });
    const cameraPort = new CameraPort('a', port, { handler, open, onStatus, clock, logger });
    await cameraPort.run(stop.signal, () => {});
    taken.close();
    expect(waits).toEqual([1, 2, 4, 8, 10, 10, 10].map((seconds) => seconds * 1_000));
    expect(logged).toHaveLength(1);
    expect(new Set(told)).toEqual(new Set(['a: taken']));
  });

  test.each([
    ['EADDRINUSE', 'Port 80 is in use by another program.'],
    ['EACCES', 'No permission to listen on port 80. Choose one from 1024 on'],
    ['EADDRNOTAVAIL', 'Cannot listen on port 80: listen EADDRNOTAVAIL.'],
  ])('for %s says: %s', async (code, problem) => {
    const stop = new AbortController();
    const clock = hurrying([], 1, () => stop.abort());
    const open = () => Promise.reject(refusal(code));
    const cameraPort = new CameraPort('a', 80, {
      handler,
      open,
      onStatus: () => {},
      clock,
      logger: silentLogger,
    });
    await cameraPort.run(stop.signal, () => {});
    expect(cameraPort.status).toMatchObject({
      port_state: 'taken',
      port_problem: expect.stringContaining(problem),
    });
  });
});

describe('a port that takes its time', () => {
  const cameras = [{ id: 'a', name: 'a', device: 'test', port: 9_999 }];

  test('does not delay the answer to the change of the configuration', async () => {
    const waits: number[] = [];
    const open = () => new Promise<never>(() => {});
    const clock = hurrying(waits, 0, () => {});
    const ports = new CameraPorts({ handler, open, onStatus: () => {}, clock, logger: silentLogger });
    await ports.apply({ port_mode: 'embedded', cameras });
    expect(waits).toEqual([1_000]);
  });

  test('to open, and to close, is closed before another camera gets it', async () => {
    const order: string[] = [];
    const opened: (() => void)[] = [];
    const listenerOf = (port: number): Listener => ({
      port,
      close: async () => {
        await setImmediate();
        order.push(`close ${port}`);
      },
    });
    const ports = new CameraPorts({
      handler,
      open: (_handler, port) => {
        order.push(`open ${port}`);
        return new Promise((resolve) => opened.push(() => resolve(listenerOf(port))));
      },
      onStatus: () => {},
      clock: systemClock,
      logger: silentLogger,
    });
    const first = ports.apply({ port_mode: 'embedded', cameras });
    const finishOpening = await until('it is being opened', () => opened[0]);
    const second = ports.apply({
      port_mode: 'embedded',
      cameras: cameras.map((one) => ({ ...one, id: 'b' })),
    });
    finishOpening();
    const finishAgain = await until('it is opened again', () => opened[1]);
    finishAgain();
    await Promise.all([first, second]);
    expect(order).toEqual(['open 9999', 'close 9999', 'open 9999']);
    expect(ports.statusOf('b').port_state).toBe('listening');
    await ports.close();
    expect(order).toHaveLength(4);
  });
});
