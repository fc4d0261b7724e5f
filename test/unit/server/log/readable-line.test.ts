import { describe, expect, test } from 'vitest';
import { pino } from 'pino';
import { readableFormat } from '../../../../server/log/readable-line.ts';

/** The readable line of a call of the logger. */
function lineOf(call: (logger: pino.Logger) => void, show = { time: false, color: false }): string {
  let line = '';
  call(pino({ base: null, level: 'debug' }, { write: (text) => (line = readableFormat(show)(text)) }));
  return line;
}

describe('a readable log line', () => {
  test('has time, level, camera, message and the other fields, in this order', () => {
    const at = new Date(2026, 10, 20, 20, 15, 3);
    const json = JSON.stringify({
      level: 40,
      time: at.getTime(),
      camera: 'door',
      reason: 'no-device',
      msg: 'Gone',
    });
    expect(readableFormat({ time: true, color: false })(json)).toBe(
      '2026-11-20 20:15:03 WARNING door: Gone reason=no-device\n',
    );
  });

  test.each([
    ['debug', 'DEBUG'],
    ['info', 'INFO'],
    ['warn', 'WARNING'],
    ['error', 'ERROR'],
    ['fatal', 'CRITICAL'],
  ] as const)('calls %s %s', (method, name) => {
    expect(lineOf((logger) => logger[method]('x'))).toBe(`${name} x\n`);
  });

  test('quotes values with blanks and leaves out empty ones', () => {
    const fields = { detail: 'two words', notices: [], nothing: '', count: 3 };
    expect(lineOf((logger) => logger.info(fields, 'x'))).toBe('INFO x detail="two words" count=3\n');
  });

  test('shows an error with its stack on lines of its own', () => {
    const lines = lineOf((logger) => logger.error({ err: new Error('boom') }, 'failed')).split('\n');
    expect(lines[0]).toBe('ERROR failed');
    expect(lines.join('\n')).toMatch(/"message": "boom"[^]*at .*readable-line\.test\.ts/);
  });

  test('cannot be made to look like two, nor to colour the terminal', () => {
    const evil = 'a\n2026 INFO fake\u001b[31m\u202e\u2028';
    const line = lineOf((logger) => logger.info({ camera: evil, path: evil }, evil));
    expect(line.trimEnd()).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u);
    expect(line).toContain('a\\u000a2026 INFO fake\\u001b[31m\\u202e\\u2028:');
  });

  test('has colours for warnings on a terminal only', () => {
    const warn = (logger: pino.Logger) => logger.warn('x');
    expect(lineOf(warn, { time: false, color: true })).toContain('\u001b[33m');
    expect(lineOf(warn)).toBe('WARNING x\n');
  });
});
