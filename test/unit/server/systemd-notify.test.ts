import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findProgram } from '../../../server/runtime/child/program.ts';
import { startSystemdNotify } from '../../../server/systemd-notify.ts';
import { SteppedClock } from '../../doubles/stepped-clock.ts';
import { DatagramSocket } from '../../fixtures/datagram-socket.ts';
import { until } from '../../fixtures/until.ts';

const watchdogMs = 20_000;
const warnings: string[] = [];
const note = (about: unknown, text = about) => void warnings.push(String(text));
const logger = { debug: note, info: note, warn: note, error: note };

let stop: AbortController;
beforeEach(() => {
  stop = new AbortController();
  warnings.length = 0;
});
afterEach(() => stop.abort());

/** What systemd was told, without the messages that only ask whether it has read the others. */
const told = (socket: DatagramSocket) =>
  expect.poll(() => socket.lines.filter((line) => line !== 'BARRIER=1'));
const started = ['READY=1', 'STATUS=Listens'];

function start(
  socket: string,
  options: { isWell?: () => boolean; status?: () => string; env?: object } = {},
) {
  const clock = new SteppedClock();
  const env = { PATH: process.env['PATH'], NOTIFY_SOCKET: socket, WATCHDOG_USEC: `${watchdogMs * 1_000}` };
  const given = { status: () => 'Listens', ...options, env: { ...env, ...options.env }, logger, clock };
  const ended = startSystemdNotify(given, stop.signal);
  const asleep = () => until('it has told all it has to', () => clock.sleeperCount === 1);
  const pass = async (ms: number) => {
    await clock.advance(ms);
    await asleep();
  };
  return { ended, asleep, pass };
}

describe.skipIf(!findProgram('systemd-notify'))('what systemd is told', () => {
  test.each([undefined, `@rpicam-test-${process.pid}`] as const)(
    'is that we are ready, then twice per period of the watchdog that we are well, then that we stop (%s)',
    async (path) => {
      await using socket = new DatagramSocket(path);
      await socket.open();
      const { ended, asleep, pass } = start(socket.path);
      await asleep();
      await told(socket).toEqual(started);
      await pass(watchdogMs / 2 - 1);
      await pass(1);
      await told(socket).toEqual([...started, 'WATCHDOG=1']);
      await pass(watchdogMs / 2);
      stop.abort();
      await ended;
      await told(socket).toEqual([...started, 'WATCHDOG=1', 'WATCHDOG=1', 'STOPPING=1']);
      expect(warnings).toEqual([]);
    },
  );

  test('leaves out that we are well while we are not', async () => {
    await using socket = new DatagramSocket();
    await socket.open();
    let well = true;
    let status = 'Listens';
    const { ended, asleep, pass } = start(socket.path, { isWell: () => well, status: () => status });
    await asleep();
    well = false;
    status = 'Gave up:\nno picture';
    await pass(watchdogMs / 2);
    await pass(watchdogMs / 2);
    expect(warnings).toEqual(['the server is not well: it does not feed the watchdog of systemd']);
    well = true;
    await pass(watchdogMs / 2);
    await told(socket).toEqual([...started, 'STATUS=Gave up: no picture', 'WATCHDOG=1']);
    expect(warnings.slice(1)).toEqual(['the server is well again']);
    stop.abort();
    await ended;
  });

  test('is only the start and the end without a watchdog', async () => {
    await using socket = new DatagramSocket();
    await socket.open();
    const { ended } = start(socket.path, { env: { WATCHDOG_USEC: undefined } });
    await told(socket).toEqual(started);
    stop.abort();
    await ended;
    await told(socket).toEqual([...started, 'STOPPING=1']);
  });

  test('is told again, with one line in the log, when nobody took it', async () => {
    await using socket = new DatagramSocket();
    const { ended, asleep, pass } = start(socket.path);
    await asleep();
    await pass(watchdogMs);
    expect(warnings).toEqual(['systemd does not accept a message of the server']);
    await socket.open();
    await pass(watchdogMs);
    await told(socket).toContain('READY=1');
    stop.abort();
    await ended;
  });
});

describe('without systemd', () => {
  test('nobody is told anything', async () => {
    await startSystemdNotify({ env: {}, logger, status: () => '' }, stop.signal);
    expect(warnings).toEqual([]);
  });

  test('one line in the log says that its program is missing', async () => {
    await start('/run/systemd/notify', { env: { PATH: '/nowhere' } }).ended;
    expect(warnings).toEqual([expect.stringContaining('systemd-notify is not installed')]);
  });
});
