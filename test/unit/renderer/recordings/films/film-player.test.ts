import { describe, expect, test } from 'vitest';
import { FilmPlayer, type FilmFrame } from '../../../../../renderer/recordings/films/film-player.svelte.ts';

const answer = (number: number): FilmFrame => ({ picture: new Blob(), atMs: number * 10_000 });

/** A film of 100 pictures at 25 a second. Each picture takes `readMs`, and each pause 20 ms. */
function filmOf(readMs: number, read?: (number: number) => Promise<FilmFrame>) {
  let nowMs = 0;
  const asked: number[] = [];
  const player: FilmPlayer = new FilmPlayer({
    ...{ frames: 100, framesPerSecond: 25, nowMs: () => nowMs },
    pause: async () => {
      nowMs += 20;
      await Promise.resolve();
    },
    read: async (number) => {
      asked.push(number);
      nowMs += readMs;
      return read ? read(number) : answer(number);
    },
  });
  return { player, asked };
}

describe('a film in the page', () => {
  test('shows each picture where the server is fast', async () => {
    const { player, asked } = filmOf(1);
    await player.play();
    expect(asked).toEqual(Array.from({ length: 100 }, (_, number) => number));
    expect(player.isPlaying).toBe(false);
    expect(player.shown?.atMs).toBe(990_000);
  });

  test('keeps its speed where it is slow, and leaves pictures out', async () => {
    const { player, asked } = filmOf(200);
    await player.play();
    // 4 s, of which each picture takes 220 ms.
    expect(asked.length).toBeGreaterThan(15);
    expect(asked.length).toBeLessThan(22);
    expect(asked.at(-1)).toBe(99);
  });

  test('shows the newest picture that was asked for, and reads none twice at a time', async () => {
    const waiting: (() => void)[] = [];
    const { player, asked } = filmOf(0, (number) => {
      return new Promise((resolve) => waiting.push(() => resolve(answer(number))));
    });
    const shown = [player.show(5), player.show(40), player.show(70)];
    expect(asked).toEqual([5]);
    waiting.shift()?.();
    await expect.poll(() => asked).toEqual([5, 70]);
    waiting.shift()?.();
    await Promise.all(shown);
    expect(player.shown).toMatchObject({ atMs: 700_000 });
  });

  test('stops where a picture cannot be read, and says why', async () => {
    const { player } = filmOf(1, (number) => {
      return number < 3 ? Promise.resolve(answer(number)) : Promise.reject(new Error('The disk is gone.'));
    });
    await player.play();
    expect([player.isPlaying, player.problem, player.shown?.atMs]).toEqual([
      false,
      'The disk is gone.',
      20_000,
    ]);
    await player.show(1);
    expect(player.problem).toBe('');
  });
});
