import { describe, expect, test } from 'vitest';
import { readConfigText } from '../../../../server/config/config-text.ts';
import { wholeMask } from '../../../../server/contract/config/edits.ts';

const read = (value: unknown) => readConfigText(JSON.stringify(value));
const good = { id: 'good', url: 'https://example.org/', sign: false };
const last = { id: 'last', url: 'https://example.org/2', sign: false };
const webhookIds = (webhooks: unknown) => read({ webhooks }).config.webhooks.map(({ id }) => id);
const cameraOf = (fields: object) => {
  const { config, problems } = read({ cameras: [{ id: 'a', name: 'A', device: 'test', ...fields }] });
  return { camera: config.cameras[0], problems };
};
const times = { days: ['mon'], from: '08:00', to: '09:00' };

describe('one wrong entry of the list webhooks', () => {
  test.each([
    [{ id: 'b', url: 'nonsense' }, 'url', 'b'],
    [{ id: 'Bad Id', url: 'https://example.org/' }, 'id', 'Bad Id'],
    [{ id: 'b', url: 'https://example.org/', typo: 1 }, 'typo', 'b'],
    [{ id: 'b', url: 7 }, 'url', 'b'],
    [{ id: 'b', url: 'https://example.org/', secret: 'a b' }, 'secret', 'b'],
    // Without the empty name it would be told of all events.
    [{ id: 'b', url: 'https://example.org/', events: [''] }, 'events.0', 'b'],
    [{ ...good }, 'id', 'good'],
  ])('is left out and named, the others stay: %j', (bad, field, id) => {
    const { config, problems, state } = read({ webhooks: [good, bad, last] });
    expect(config.webhooks).toMatchObject([good, last]);
    expect(problems).toMatchObject([{ field: `webhooks.1.${field}` }]);
    expect(problems[0]?.message).toMatch(/this entry is left out\.$/);
    expect(problems[0]?.message).toContain(`(entry 2 of webhooks, '${id}')`);
    expect(state).toBe('good');
  });

  test('may be no object at all', () => {
    const { config, problems } = read({ webhooks: [null, good, 'x'] });
    expect(config.webhooks).toMatchObject([good]);
    expect(problems.map(({ field }) => field)).toEqual(['webhooks.0', 'webhooks.2']);
  });
});

test('each wrong entry is named by its place in the file, also when an earlier check left out others', () => {
  const { config, problems } = read({
    webhooks: [7, good, { ...last, id: 'B' }, 8, { ...last, url: 'x' }, last],
  });
  expect(config.webhooks).toMatchObject([good, last]);
  expect(problems.map(({ field }) => field).sort()).toEqual([
    ...['webhooks.0', 'webhooks.2.id', 'webhooks.3', 'webhooks.4.url'],
  ]);
  const id = problems.find(({ field }) => field === 'webhooks.2.id');
  expect(id?.message).toContain("(entry 3 of webhooks, 'B')");
});

test('of a list with too many entries the first ones are used', () => {
  const many = Array.from({ length: 20 }, (_, index) => ({ ...good, id: `w${index}` }));
  expect(webhookIds(many)).toEqual(many.slice(0, 16).map(({ id }) => id));
  expect(read({ webhooks: many }).problems).toEqual([
    { field: 'webhooks', message: 'webhooks should have at most 16 entries; only the first 16 are used.' },
  ]);
  expect(webhookIds(Array.from({ length: 120 }, (_, index) => ({ ...good, id: `w${index}` })))).toHaveLength(
    16,
  );
});

test('a hundred entries with many faults each leave the good one', () => {
  const faults = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`typo${index}`, 1]));
  expect(webhookIds([...Array.from({ length: 99 }, () => faults), good])).toEqual(['good']);
});

test('what is no list at all has its default', () => {
  expect(read({ webhooks: 'x' })).toMatchObject({
    config: { webhooks: [] },
    problems: [{ field: 'webhooks' }],
  });
});

describe('in a list of names', () => {
  test('a wrong one is left out', () => {
    const { config, problems } = read({
      allowed_hosts: ['a.lan', 'b c'],
      cors_origins: [5, 'https://a.lan'],
    });
    expect(config).toMatchObject({ allowed_hosts: ['a.lan'], cors_origins: ['https://a.lan'] });
    expect(problems.map(({ field }) => field).sort()).toEqual(['allowed_hosts.1', 'cors_origins.0']);
  });
});

describe('one wrong entry of a list of a camera', () => {
  test('of its hooks does not run, and the others do', () => {
    const { camera, problems } = cameraOf({
      hooks: [{ hook: 'ok.js', fps: 2 }, { hook: '../x' }, { hook: 'more.js', allow: ['net', 7] }],
    });
    expect(camera?.hooks).toMatchObject([{ hook: 'ok.js', fps: 2 }]);
    expect(problems.map(({ field }) => field).sort()).toEqual(['hooks.1.hook', 'hooks.2.allow.1']);
    expect(problems.map(({ message }) => message).join(' ')).toMatch(
      /\(entry 3 of hooks, 'more\.js'\); this entry is left out\..*\(entry 2 of hooks, '\.\.\/x'\); this entry is left out\./,
    );
  });

  test.each(['record', 'timelapse', 'stills'])('of the schedule of %s is left out', (block) => {
    const schedule = [times, { ...times, from: 'noon' }];
    const { camera, problems } = cameraOf({ [block]: { mode: 'scheduled', keep_days: 3, schedule } });
    expect(camera).toMatchObject({ [block]: { mode: 'scheduled', keep_days: 3, schedule: [times] } });
    expect(problems).toMatchObject([{ camera: 'a', field: `${block}.schedule.1.from` }]);
  });

  test('of the schedule, where no other is left, switches the mode off as before', () => {
    const { camera } = cameraOf({
      record: { mode: 'scheduled', keep_gb: 5, schedule: [{ ...times, to: 'x' }] },
    });
    expect(camera?.record).toMatchObject({ mode: 'off', keep_gb: 5, schedule: [] });
  });

  test('of its mask hides the whole picture', () => {
    const zone = [
      [0, 0],
      [0.5, 0],
      [0.5, 0.5],
    ];
    expect(cameraOf({ mask: [zone, [[0, 0]]] }).camera?.mask).toEqual(wholeMask());
    expect(cameraOf({ mask: [zone, 'x'] }).camera?.mask).toEqual(wholeMask());
    expect(cameraOf({ mask: Array.from({ length: 17 }, () => zone) }).camera?.mask).toEqual(wholeMask());
  });
});
