import { expect, test } from 'vitest';
import type { ServerEvent } from '../../server/contract/events.ts';
import { EventFeed } from '../../server/event/event-feed.ts';

test('an event reaches everybody who listens at that moment, until their signal aborts', () => {
  const feed = new EventFeed();
  const heard: [string, ServerEvent['type']][] = [];
  const [first, second] = [new AbortController(), new AbortController()];
  feed.publish({ type: 'config', etag: '"0"' });
  feed.onEvent(({ type }) => heard.push(['first', type]), first.signal);
  feed.onEvent(({ type }) => heard.push(['second', type]), second.signal);
  feed.publish({ type: 'camera-removed', id: 'cam1' });
  first.abort();
  feed.publish({ type: 'identify', id: 'cam1', forMs: 5_000 });
  second.abort();
  feed.onEvent(() => heard.push(['never', 'hello']), second.signal);
  expect(heard).toEqual([
    ['first', 'camera-removed'],
    ['second', 'camera-removed'],
    ['second', 'identify'],
  ]);
  expect(feed.listenerCount).toBe(0);
});
