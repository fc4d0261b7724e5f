import { describe, expect, test } from 'vitest';
import { changeSummary } from '../../../../renderer/settings/change-summary.ts';
import { rebase } from '../../../../renderer/settings/rebase.ts';
import type { CameraConfig } from '../../../../server/contract/config/camera.ts';
import { defaultConfig, type ServerConfig } from '../../../../server/contract/config/config.ts';

const camera = (id: string, rest: Partial<CameraConfig> = {}): CameraConfig => ({
  id,
  name: id,
  device: 'test',
  ...rest,
});
const config = (cameras: CameraConfig[], rest: Partial<ServerConfig> = {}): ServerConfig => ({
  ...defaultConfig(),
  ...rest,
  cameras,
});
const base = config([camera('a'), camera('b'), camera('c')]);

describe('what was edited here, done to what somebody else saved', () => {
  test('keeps both, where they changed different fields of one camera or different settings', () => {
    const theirs = config([camera('a', { name: 'Theirs' }), camera('b'), camera('c')], { max_viewers: 5 });
    const mine = config([camera('a', { fps: 5 }), camera('b'), camera('c')], { linger_seconds: 3 });
    expect(rebase(base, theirs, mine)).toEqual(
      config([camera('a', { name: 'Theirs', fps: 5 }), camera('b'), camera('c')], {
        max_viewers: 5,
        linger_seconds: 3,
      }),
    );
  });

  test('is mine, where both changed one field', () => {
    const of = (name: string) => config([camera('a', { name })]);
    expect(rebase(of('before'), of('theirs'), of('mine'))).toEqual(of('mine'));
  });

  test('clears what was cleared here', () => {
    const before = config([camera('a', { rotate: 90 })]);
    expect(rebase(before, before, config([camera('a')]))).toEqual(config([camera('a')]));
  });

  test('has what either added, and lacks what either removed', () => {
    const theirs = config([camera('a'), camera('b'), camera('theirs')]);
    const mine = config([camera('b'), camera('c'), camera('mine')]);
    expect(rebase(base, theirs, mine).cameras.map(({ id }) => id)).toEqual(['b', 'theirs', 'mine']);
  });

  test('adds a camera again that was edited here and removed there', () => {
    const mine = config([camera('a', { fps: 5 }), camera('b'), camera('c')]);
    const merged = rebase(base, config([camera('b'), camera('c')]), mine);
    expect(merged.cameras.find(({ id }) => id === 'a')).toEqual(camera('a', { fps: 5 }));
  });

  test('has the order of who changed it, mine where both did', () => {
    const order = (...ids: string[]) => config(ids.map((id) => camera(id)));
    const ids = ({ cameras }: ServerConfig) => cameras.map(({ id }) => id).join('');
    expect(ids(rebase(base, order('c', 'b', 'a'), base))).toBe('cba');
    expect(ids(rebase(base, base, order('b', 'a', 'c')))).toBe('bac');
    expect(ids(rebase(base, order('c', 'b', 'a'), order('b', 'a', 'c')))).toBe('bac');
  });
});

describe('the summary of what was edited', () => {
  const summary = (now: ServerConfig, savedIds = now.cameras.map(({ id }): string | undefined => id)) =>
    changeSummary(base, now, savedIds);

  test('is empty where nothing was, whatever the order of fields', () => {
    const [a, ...others] = base.cameras;
    const turned = { device: 'test', name: 'a', id: a?.id ?? '', fps: undefined };
    expect(summary(config([turned, ...others]))).toEqual([]);
  });

  test('counts and names', () => {
    const now = config([camera('b', { fps: 3 }), camera('a'), camera('new')], { max_viewers: 3 });
    now.auth = { ...now.auth, enabled: true };
    expect(summary(now, ['b', 'a', undefined])).toEqual([
      '1 camera changed',
      '1 camera added',
      '1 camera removed',
      'order of cameras',
      'access',
      'server settings',
    ]);
  });

  test('knows a camera again whose id was edited', () => {
    expect(summary(config([camera('x'), camera('b'), camera('c')]), ['a', 'b', 'c'])).toEqual([
      '1 camera changed',
    ]);
  });
});
