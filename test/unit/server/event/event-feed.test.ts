import { expect, test } from 'vitest';
import type { ServerEvent } from '../../../../server/contract/events.ts';
import { EventFeed } from '../../../../server/event/event-feed.ts';
import { silentFaults } from '../../../doubles/silent-faults.ts';

const nothing = () => {};

test('an event reaches all current listeners, until their signal aborts', () => {
  const feed = new EventFeed(silentFaults());
  const heard: [string, ServerEvent['type']][] = [];
  const [first, second] = [new AbortController(), new AbortController()];
  feed.publish({ type: 'config', etag: '"0"' });
  feed.onEvent(({ type }) => heard.push(['first', type]), first.signal, nothing);
  feed.onEvent(({ type }) => heard.push(['second', type]), second.signal, nothing);
  feed.publish({ type: 'camera-removed', id: 'cam1' });
  first.abort();
  feed.publish({ type: 'identify', id: 'cam1', forMs: 5_000 });
  second.abort();
  feed.onEvent(() => heard.push(['never', 'hello']), second.signal, nothing);
  expect(heard).toEqual([
    ['first', 'camera-removed'],
    ['second', 'camera-removed'],
    ['second', 'identify'],
  ]);
  expect(feed.listenerCount).toBe(0);
});

test('a listener that throws is ended and counted, and the others get the event', () => {
  const faults = silentFaults();
  const feed = new EventFeed(faults);
  const heard: string[] = [];
  const { signal } = new AbortController();
  const broken = () => {
    throw new Error('broken reader');
  };
  feed.onEvent(broken, signal, () => heard.push('ended'));
  feed.onEvent(({ type }) => heard.push(type), signal, nothing);
  feed.publish({ type: 'config', etag: '"0"' });
  feed.publish({ type: 'config', etag: '"1"' });
  expect(heard).toEqual(['ended', 'config', 'config']);
  expect([faults.count('event'), feed.listenerCount]).toEqual([1, 1]);
});
