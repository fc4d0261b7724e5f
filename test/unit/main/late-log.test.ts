import { expect, test } from 'vitest';
import { LateLog } from '../../../main/late-log.ts';
import type { Logger } from '../../../server/log/logger.ts';

function listeningLogger(heard: unknown[][]): Logger {
  const at =
    (level: string) =>
    (...said: unknown[]) =>
      void heard.push([level, ...said]);
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

test('what is said before there is a log is written when there is one, in order', () => {
  const log = new LateLog();
  const heard: unknown[][] = [];
  log.logger.warn({ display: 'HDMI-A-1' }, 'not there');
  log.logger.info('starts');
  log.use(listeningLogger(heard));
  log.logger.error('later');
  expect(heard).toEqual([
    ['warn', { display: 'HDMI-A-1' }, 'not there'],
    ['info', 'starts'],
    ['error', 'later'],
  ]);
});

test('of much that is said before there is a log, the first lines are kept', () => {
  const log = new LateLog();
  const heard: unknown[][] = [];
  for (let line = 0; line < 1_000; line++) log.logger.info(`line ${line}`);
  log.use(listeningLogger(heard));
  expect(heard.length).toBe(64);
  expect(heard[0]).toEqual(['info', 'line 0']);
});
