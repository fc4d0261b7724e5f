import { beforeEach, describe, expect, test } from 'vitest';
import { Player } from '../../../../../renderer/recordings/play/player.svelte.ts';

let nowMs: number;
let player: Player;

beforeEach(() => {
  nowMs = 0;
  player = new Player(() => nowMs);
  player.cameras = ['door', 'yard'];
});

/** The server shows a picture of the place that a camera's tile asks for. */
function show(camera: string, capturedAt: number): void {
  player.take(camera, { kind: 'picture', seek: player.placeOf(camera).seek, capturedAt });
}
function tellGap(camera: string, atMs: number, nextMs: number | null): void {
  const kind = nextMs === null ? 'end' : 'gap';
  player.take(camera, { kind, seek: player.placeOf(camera).seek, atMs, nextMs });
}
const placeOf = (camera: string) => {
  const { at_ms, step, speed } = player.placeOf(camera);
  return [at_ms, step, speed];
};

describe('a player', () => {
  test('asks for another place at each seek, play, pause and speed', () => {
    const seeks = [
      () => player.seek(5_000),
      () => player.play(),
      () => player.setSpeed(4),
      () => player.pause(),
    ].map((act) => {
      act();
      return player.placeOf('door').seek;
    });
    expect(new Set(seeks).size).toBe(4);
    expect(placeOf('door')).toEqual([5_000, 0, 0]);
  });

  test('shows the time of the recorded picture, not the one that was asked for', () => {
    player.seek(5_000);
    expect(player.positionMs).toBe(5_000);
    show('door', 4_967);
    expect(player.positionMs).toBe(4_967);
  });

  test('does not go back to a picture of an earlier place', () => {
    player.seek(5_000);
    const { seek } = player.placeOf('door');
    player.seek(9_000);
    player.take('door', { kind: 'picture', seek, capturedAt: 5_000 });
    expect(player.positionMs).toBe(9_000);
    expect(player.isAnswered('door')).toBe(false);
  });

  test('follows the first camera that has a picture', () => {
    player.seek(5_000);
    player.play();
    tellGap('door', 5_000, 90_000);
    show('yard', 5_100);
    expect(player.positionMs).toBe(5_100);
    show('door', 5_300);
    show('yard', 5_250);
    expect(player.positionMs).toBe(5_300);
  });

  test('seeks while a hand drags without playing, and plays on where it lets go', () => {
    player.play();
    player.scrub(7_000);
    expect(placeOf('door')).toEqual([7_000, 0, 0]);
    show('door', 6_990);
    expect(player.positionMs).toBe(7_000);
    player.endScrub();
    expect(placeOf('door')).toEqual([7_000, 0, 1]);
  });
});

describe('a step', () => {
  test('is one picture of the first camera, and the others follow to its time', () => {
    player.seek(5_000);
    show('door', 4_990);
    show('yard', 4_980);
    player.step(1);
    expect(placeOf('door')).toEqual([4_990, 1, 0]);
    expect(placeOf('yard')).toEqual([5_000, 0, 0]);
    show('door', 5_090);
    expect(player.positionMs).toBe(5_090);
    expect(placeOf('yard')).toEqual([5_090, 0, 0]);
    // The stepped picture is not asked for again.
    expect(placeOf('door')).toEqual([4_990, 1, 0]);
  });

  test('counts on while its picture has not come', () => {
    player.seek(5_000);
    show('door', 5_000);
    player.step(1);
    player.step(1);
    player.step(1);
    expect(placeOf('door')).toEqual([5_000, 3, 0]);
    show('door', 5_300);
    player.step(-1);
    expect(placeOf('door')).toEqual([5_300, -1, 0]);
  });

  test('ends playing', () => {
    player.play();
    player.step(1);
    expect(player.isPlaying).toBe(false);
  });

  test('says when it has come to the last picture', () => {
    player.seek(5_000);
    show('door', 5_000);
    player.step(1);
    const { seek } = player.placeOf('door');
    player.take('door', { kind: 'picture', seek, capturedAt: 5_000, isLast: true });
    expect(player.hasEnded).toBe(true);
    player.step(-1);
    expect(player.hasEnded).toBe(false);
  });
});

describe('a gap', () => {
  beforeEach(() => {
    player.seek(5_000);
    player.play();
  });

  test('of all cameras is left out', () => {
    tellGap('door', 5_000, 90_000);
    expect(player.positionMs).toBe(5_000);
    tellGap('yard', 5_000, 70_000);
    expect(placeOf('door')).toEqual([70_000, 0, 1]);
    expect(player.positionMs).toBe(70_000);
  });

  test('is waited for where people want that, while time goes on at the speed that plays', () => {
    player.skipsGaps = false;
    player.setSpeed(4);
    tellGap('door', 5_000, 90_000);
    tellGap('yard', 5_000, 70_000);
    nowMs += 2_000;
    player.tick();
    expect(player.positionMs).toBe(13_000);
    expect(placeOf('door')).toEqual([5_000, 0, 4]);
  });

  test('is not left while the player is paused', () => {
    player.pause();
    tellGap('door', 5_000, 90_000);
    tellGap('yard', 5_000, 70_000);
    player.tick();
    expect(player.positionMs).toBe(5_000);
  });

  test('without a later picture ends playing', () => {
    tellGap('door', 6_000, null);
    tellGap('yard', 6_000, null);
    expect([player.isPlaying, player.hasEnded, player.positionMs]).toEqual([false, true, 6_000]);
  });
});

describe('cameras in step', () => {
  test('are put right when they come apart, but not all the time', () => {
    player.seek(5_000);
    player.play();
    nowMs += 10_000;
    show('door', 5_100);
    const before = player.placeOf('door').seek;
    show('yard', 9_000);
    expect(player.placeOf('door').seek).not.toBe(before);
    show('door', 5_200);
    const after = player.placeOf('door').seek;
    show('yard', 9_000);
    expect(player.placeOf('door').seek).toBe(after);
  });
});

test('a page that nobody sees plays nothing, and goes on where it was', () => {
  player.seek(5_000);
  player.play();
  show('door', 5_400);
  player.isSeen = false;
  expect(placeOf('door')).toEqual([5_400, 0, 0]);
  player.isSeen = true;
  expect(placeOf('door')).toEqual([5_400, 0, 1]);
});
