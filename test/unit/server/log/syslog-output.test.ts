import { beforeEach, describe, expect, test } from 'vitest';
import type { LineFormat } from '../../../../server/log/readable-line.ts';
import { SyslogOutput } from '../../../../server/log/syslog-output.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';
import { patienceMs } from '../../../fixtures/patience.ts';
import { childPids } from '../../../fixtures/process-state.ts';
import { SyslogSocket } from '../../../fixtures/syslog-socket.ts';
import { until } from '../../../fixtures/until.ts';

const never = new AbortController().signal;
const message: LineFormat = (line) => (JSON.parse(line) as { msg: string }).msg;
const line = (msg: string, level = 30) => `${JSON.stringify({ level, msg })}\n`;
const texts = (syslog: SyslogSocket) => syslog.messages.map((text) => text.replace(/^.*?: /, ''));
/** The pause until the next try is over. */
async function tryAgain(clock: SteppedClock): Promise<void> {
  await until('it pauses', () => clock.sleeperCount === 1);
  await clock.advance(60_000);
}

let clock: SteppedClock;
beforeEach(() => (clock = new SteppedClock()));

describe('syslog', () => {
  test('gets each line with its severity, in one piece', async () => {
    await using syslog = new SyslogSocket();
    await syslog.open();
    const output = new SyslogOutput(message, { clock, socketPath: syslog.path });
    for (const level of [20, 30, 40, 50, 60]) output.write(line(`level ${level}`, level));
    output.write(line('first\n    second\n'));
    output.write(line('<0>not a priority'));
    output.write(line('ä'.repeat(3_000)));
    await output.close(never);
    const daemon = 3 << 3;
    const severities = [7, 6, 4, 3, 2, 6, 6, 6].map((severity) => `<${daemon | severity}>rpicam-kiosk`);
    await until('all arrived', () => syslog.messages.length === 8);
    expect(syslog.messages.map((text) => text.split('[')[0])).toEqual(severities);
    expect(texts(syslog).slice(5)).toEqual(['first | second', '<0>not a priority', 'ä'.repeat(3_000)]);
  });

  test('that comes late gets the lines that waited, in order', async () => {
    await using syslog = new SyslogSocket();
    const output = new SyslogOutput(message, { clock, socketPath: syslog.path });
    output.write(line('1'));
    output.write(line('2'));
    await until('it pauses', () => clock.sleeperCount === 1);
    output.write(line('3'));
    await syslog.open();
    await tryAgain(clock);
    await until('all arrived', () => texts(syslog).includes('3'));
    await output.close(never);
    expect(texts(syslog)).toEqual(['1', '2', '3']);
    expect(output.dropped).toBe(0);
  });

  test('that goes away and comes back gets the lines of the time between', async () => {
    await using syslog = new SyslogSocket();
    await syslog.open();
    const output = new SyslogOutput(message, { clock, socketPath: syslog.path });
    output.write(line('before'));
    await until('it arrived', () => texts(syslog).includes('before'));
    await syslog.close();
    output.write(line('between 1'));
    output.write(line('between 2'));
    await until('it pauses', () => clock.sleeperCount === 1);
    await syslog.open();
    await tryAgain(clock);
    await until('all arrived', () => texts(syslog).includes('between 2'));
    output.write(line('after'));
    await output.close(never);
    await until('the last one arrived', () => texts(syslog).includes('after'));
    expect(texts(syslog)).toEqual(expect.arrayContaining(['before', 'between 1', 'between 2', 'after']));
  });

  test('that never comes costs the oldest lines, counted, and does not hold up the end', async () => {
    await using syslog = new SyslogSocket();
    const output = new SyslogOutput(message, { clock, socketPath: syslog.path });
    for (let count = 0; count < 3_000; count++) output.write(line(`${count}`));
    await until('lines were dropped', () => output.dropped >= 1_000);
    const before = childPids();
    await output.close(AbortSignal.timeout(patienceMs));
    await until('no program is left', () => childPids().every((pid) => !before.includes(pid)));
  });
});
