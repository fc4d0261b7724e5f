import { describe, expect, test } from 'vitest';
import { DeviceNews } from '../../../../../renderer/wall/new-camera/device-news.svelte.ts';
import { IgnoredDevices } from '../../../../../renderer/wall/new-camera/ignored-devices.ts';
import { offeredDevices } from '../../../../../renderer/wall/new-camera/offered-devices.ts';

const device = (name: string, fields: { busy?: boolean } = {}) => ({
  name,
  device: `/dev/v4l/by-path/${name}`,
  place: name,
  busy: false,
  ...fields,
});
const names = (devices: readonly { name: string }[]) => devices.map(({ name }) => name);
const noted = { cameras: [], ignored: [], only: undefined };

describe('the devices that are offered as new cameras', () => {
  test('are at most three, and none that another program uses or a person ignores', () => {
    const found = [device('a', { busy: true }), ...['b', 'c', 'd', 'e', 'f'].map((name) => device(name))];
    expect(names(offeredDevices(found, { ...noted, ignored: ['/dev/v4l/by-path/c'] }))).toEqual([
      'b',
      'd',
      'e',
    ]);
  });

  test('are no camera that was plugged into another socket', () => {
    const cameras = [{ moved_to: { device: '/dev/v4l/by-path/a', card: 'A' } }, { moved_to: null }];
    expect(names(offeredDevices([device('a'), device('b')], { ...noted, cameras }))).toEqual(['b']);
  });

  test('are on a kiosk only those that came just now', () => {
    const news = new DeviceNews();
    news.take({ type: 'device-added', device: { device: '/dev/v4l/by-path/b', card: 'B' } });
    const only = news.plugged.map((plugged) => plugged.device);
    expect(names(offeredDevices([device('a'), device('b')], { ...noted, only }))).toEqual(['b']);
  });
});

test('the page looks again when devices or cameras may have changed, and else not', () => {
  const news = new DeviceNews();
  const versions = (
    [
      { type: 'hello', cameras: [] },
      { type: 'identify', id: 'a', forMs: 1 },
      { type: 'config', etag: 'x' },
      { type: 'device-removed', device: { device: 'b', card: 'B' } },
    ] as const
  ).map((event) => {
    news.take(event.type === 'hello' ? { ...event, cameras: [] } : event);
    return news.version;
  });
  expect(versions).toEqual([1, 1, 2, 3]);
});

describe('what a person ignores', () => {
  test('is remembered, the newest 64', () => {
    const texts = new Map<string, string>();
    const storage = {
      getItem: (key: string) => texts.get(key) ?? null,
      setItem: (key: string, text: string) => void texts.set(key, text),
    };
    const ignored = new IgnoredDevices(() => storage);
    for (let number = 0; number < 70; number++) ignored.add(`d${number}`);
    expect(new IgnoredDevices(() => storage).read()).toHaveLength(64);
    expect(ignored.add('d69').at(-1)).toBe('d69');
    for (const key of texts.keys()) texts.set(key, '{"not": "ours"}');
    expect(ignored.read()).toEqual([]);
  });

  test('counts until the page is left where the browser stores nothing', () => {
    const ignored = new IgnoredDevices(() => {
      throw new Error('The operation is insecure.');
    });
    expect(ignored.read()).toEqual([]);
    expect(ignored.add('a')).toEqual(['a']);
  });
});
