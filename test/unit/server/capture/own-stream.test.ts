import { describe, expect, test } from 'vitest';
import { StreamMarks } from '../../../../server/camera/stream-marks.ts';
import { originHeaders, refuseOwnStream } from '../../../../server/capture/own-stream.ts';
import {
  parseStreamMarks,
  streamMarkHeader,
  streamMarksText,
} from '../../../../server/contract/stream-mark.ts';

/** Camera `id` of the server `asking` asks camera `other` of the server `answering`, and checks the answer. */
function ask(asking: StreamMarks, id: string, answering: StreamMarks, other: string): void {
  refuseOwnStream(asking.origin(id), streamMarksText(answering.of(other)));
}

describe('a capture', () => {
  test('accepts an answer without a mark, or with something else than marks', () => {
    const origin = new StreamMarks().origin('a');
    for (const header of [undefined, '', 'nginx', ['1.1 proxy'], 'aaaaaaaa.bbbbbbb', 'x'.repeat(100_000)])
      expect(() => refuseOwnStream(origin, header)).not.toThrow();
  });

  test('refuses every answer of its own server', () => {
    const marks = new StreamMarks();
    for (const camera of ['a', 'b'])
      expect(() => ask(marks, 'a', marks, camera)).toThrow(
        expect.objectContaining({
          code: 'own-stream',
          message: 'this server itself answers at that address',
        }),
      );
  });

  test('accepts a camera of another server, which may show another camera of this server', () => {
    const [here, there] = [new StreamMarks(), new StreamMarks()];
    ask(here, 'theirs', there, 'own');
    ask(there, 'ours', here, 'own');
    ask(there, 'theirs-by-us', here, 'theirs');
    expect(there.of('theirs-by-us')).toEqual([...there.of('theirs-by-us').slice(0, 1), ...here.of('theirs')]);
  });

  test.each([2, 3, 8])('refuses itself at the end of a way through %i servers', (count) => {
    const first = new StreamMarks();
    const last = new StreamMarks();
    const between = Array.from({ length: count - 2 }, () => new StreamMarks());
    const way = [first, ...between, last];
    const next = way.slice(1);
    for (const [place, answering] of [...next.entries()].reverse())
      ask(way[place] ?? first, 'x', answering, 'x');
    for (let turn = 0; turn < 3; turn++)
      expect(() => ask(last, 'x', first, 'x')).toThrow(expect.objectContaining({ code: 'own-stream' }));
    // The way ends where it began, and does not grow with each try.
    expect(last.of('x')).toHaveLength(count + 1);
  });

  test('asks with the mark of the camera it is for', () => {
    const marks = new StreamMarks();
    expect(originHeaders(marks.origin('a'))).toEqual({ [streamMarkHeader]: marks.of('a')[0] });
    expect(originHeaders(undefined)).toEqual({});
  });
});

describe('a mark', () => {
  test('tells nothing of the camera or the machine, and is another after each start', () => {
    const [mark = ''] = new StreamMarks().of('front-door');
    expect(mark).toMatch(/^[a-z0-9]{8}\.[a-z0-9]{8}$/);
    expect(new StreamMarks().of('front-door')).not.toContain(mark);
  });

  test('is one of at most sixteen', () => {
    const marks = new StreamMarks();
    const many = Array.from({ length: 40 }, (_, id) => marks.of(String(id))[0] ?? '');
    expect(parseStreamMarks(many.join(','))).toHaveLength(16);
    expect(parseStreamMarks(streamMarksText(many))).toEqual(many.slice(0, 16));
  });

  test('that changes is told to those who heard the old one, once', () => {
    const marks = new StreamMarks();
    const [other = ''] = new StreamMarks().of('z');
    let told = 0;
    marks.onChange('a', () => told++);
    marks.onChange('a', () => told++)();
    marks.onChange('b', () => (told += 10));
    marks.origin('a').cameThrough([]);
    expect(told).toBe(0);
    marks.origin('a').cameThrough([other]);
    marks.origin('a').cameThrough([other]);
    marks.origin('a').cameThrough([]);
    expect(told).toBe(1);
  });

  test('of a camera that was deleted is forgotten', () => {
    const marks = new StreamMarks();
    const [other = ''] = new StreamMarks().of('z');
    marks.origin('a').cameThrough([other]);
    marks.keepOnly(['b']);
    expect(marks.of('a')).toHaveLength(1);
  });
});
