import { expect, test } from 'vitest';
import { RtspTransports } from '../../../../server/capture/rtsp-transports.ts';

const camera = (name: string) => new URL(`rtsp://user:secret@${name}:554/live?channel=1`);

test('TCP is tried first, until UDP has worked with that camera', () => {
  const transports = new RtspTransports();
  expect(transports.order(camera('a'))).toEqual(['tcp', 'udp']);
  transports.worked(camera('a'), 'udp');
  expect(transports.order(camera('a'))).toEqual(['udp', 'tcp']);
  expect(transports.order(camera('b'))).toEqual(['tcp', 'udp']);
  transports.worked(camera('a'), 'tcp');
  expect(transports.order(camera('a'))).toEqual(['tcp', 'udp']);
});

test('of many cameras those that worked last are remembered', () => {
  const transports = new RtspTransports();
  transports.worked(camera('first'), 'udp');
  transports.worked(camera('kept'), 'udp');
  for (let count = 0; count < 126; count++) transports.worked(camera(`c${count}`), 'udp');
  transports.worked(camera('kept'), 'udp');
  transports.worked(camera('last'), 'udp');
  const [first, kept] = [camera('first'), camera('kept')].map((url) => transports.order(url)[0]);
  expect([first, kept]).toEqual(['tcp', 'udp']);
});
