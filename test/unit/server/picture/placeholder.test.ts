import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { captureErrorCodes, captureErrorText } from '../../../../server/contract/capture-error.ts';
import { layoutPlaceholder, type LineRole } from '../../../../server/picture/placeholder-layout.ts';
import { renderPlaceholder, placeholderSize } from '../../../../server/picture/placeholder.ts';
import { lineDots, textWidth } from '../../../../server/picture/text/text.ts';
import { decoded, difference } from './decoded.ts';

const busy = {
  cameraName: 'Küche',
  cameraId: 'kitchen',
  ...captureErrorText.busy,
  detail: '/dev/video0: Device or resource busy',
};
const icon = { columns: 16, rows: 11 };

function texts(width: number, height: number, text = busy): Partial<Record<LineRole, string>> {
  const lines = layoutPlaceholder(width, height, text, icon).lines;
  const roles = [...new Set(lines.map((line) => line.role))];
  return Object.fromEntries(
    roles.map((role) => [
      role,
      lines
        .filter((line) => line.role === role)
        .map((line) => line.text)
        .join(' '),
    ]),
  );
}

describe('the size of a placeholder', () => {
  test.each([
    ['as configured', { width: 801, height: 333 }, [801, 333]],
    ['4:3 from the width alone', { width: 320, height: null }, [320, 240]],
    ['4:3 from the height alone', { height: 480 }, [640, 480]],
    ['320x240 without either', {}, [320, 240]],
    ['made smaller in proportion when longer than 4K', { width: 8192, height: 4096 }, [3840, 1920]],
    ['made smaller in proportion when larger than 4K', { width: 3840, height: 3840 }, [2880, 2880]],
    ['never less than 16 pixels', { width: 8192, height: 16 }, [3840, 16]],
    ['never less than 16 pixels, 4:3', { width: 16 }, [16, 16]],
  ])('is %s', (_, asked, [width, height]) => {
    expect(placeholderSize(asked)).toEqual({ width, height });
  });
});

describe('a placeholder', () => {
  test.each([
    [640, 360],
    [1280, 720],
    [1920, 1080],
    [3840, 2160],
    [800, 600],
    [360, 640],
  ])('says everything at %ix%i, whatever the reason', (width, height) => {
    for (const code of captureErrorCodes) {
      const text = { ...busy, ...captureErrorText[code] };
      const { cameraName: name, cameraId: id, title, detail, advice } = text;
      expect(texts(width, height, text)).toEqual({ name, id, title, detail, advice });
      expect(layoutPlaceholder(width, height, text, icon).icon).toBeDefined();
    }
  });

  test('leaves out the advice first, then the detail, then name and id, and cuts the title last', () => {
    expect(Object.keys(texts(320, 200))).toEqual(['name', 'id', 'title', 'detail', 'advice']);
    expect(Object.keys(texts(320, 90))).toEqual(['name', 'id', 'title', 'detail']);
    expect(Object.keys(texts(160, 120))).toEqual(['name', 'id', 'title']);
    expect(texts(64, 48)).toEqual({ title: busy.title });
    expect(texts(32, 32).title).toMatch(/^Came.*…$/);
  });

  test('has its title largest wherever there is room', () => {
    for (const [width, height] of [
      [160, 120],
      [640, 360],
      [3840, 2160],
    ] as const) {
      const { lines } = layoutPlaceholder(width, height, busy, icon);
      const dotSizeOf = (wanted: LineRole) => lines.find(({ role }) => role === wanted)?.dotSize ?? 0;
      expect(dotSizeOf('title')).toBe(2 * dotSizeOf('name'));
    }
  });

  test('makes its title smaller rather than break a word', () => {
    expect(texts(130, 100, { ...busy, title: 'Netzwerkverbindung' }).title).toBe('Netzwerkverbindung');
    expect(texts(60, 100, { ...busy, title: 'Netzwerkverbindung' }).title).toMatch(/^Netzw\S+ \S+/);
  });

  test('shows a name that is also the id once', () => {
    expect(texts(640, 360, { ...busy, cameraId: 'Küche' })).not.toHaveProperty('id');
  });

  test.each([
    ['車庫', 'garage', { name: 'garage' }],
    ['🚗 מוסך', '車庫', { name: 'Camera' }],
    ['Café Łß', 'kitchen', { name: 'Café Łß', id: 'kitchen' }],
    ['Küche', '車庫', { name: 'Küche', id: 'Camera' }],
  ])('names %s, whose id is %s, in letters that it can draw', (cameraName, cameraId, expected) => {
    const { name, id } = texts(640, 360, { ...busy, cameraName, cameraId });
    expect(id === undefined ? { name } : { name, id }).toEqual(expected);
  });

  test('has a plain sign for what it cannot draw in the words of a program', () => {
    expect(texts(640, 360, { ...busy, detail: 'open 車庫.jpg: No such file' }).detail).toBe(
      'open ?.jpg: No such file',
    );
  });

  test('ends a very long detail after two lines', () => {
    const detail = texts(640, 360, { ...busy, detail: 'ffmpeg said much. '.repeat(500) }).detail;
    expect(detail).toMatch(/^ffmpeg said much.*…$/);
    expect(detail?.length).toBeLessThan(120);
  });

  test('cuts nothing off, with any text at any size', () => {
    const words = fc.string({ unit: fc.constantFrom(...'ab Wß日é/\n'), maxLength: 300 });
    const sides = fc.oneof(fc.integer({ min: 16, max: 200 }), fc.integer({ min: 16, max: 3840 }));
    const text = fc.record({
      cameraName: words,
      cameraId: words,
      title: words,
      detail: words,
      advice: words,
    });
    fc.assert(
      fc.property(sides, sides, text, (width, height, wanted) => {
        const layout = layoutPlaceholder(width, height, wanted, icon);
        for (const line of layout.lines) {
          expect(Math.min(line.x, line.y)).toBeGreaterThanOrEqual(0);
          expect(line.x + textWidth(line.text, line.dotSize)).toBeLessThanOrEqual(width);
          expect(line.y + lineDots * line.dotSize).toBeLessThanOrEqual(height);
          expect(Number.isInteger(line.x) && Number.isInteger(line.y)).toBe(true);
        }
      }),
    );
  });

  test.each([
    [16, 16],
    [161, 121],
    [640, 360],
    [3840, 2160],
  ])('is a JPEG of exactly %ix%i, dark with light text', async (width, height) => {
    const placeholder = await renderPlaceholder({ ...busy, width, height });
    expect([placeholder.width, placeholder.height]).toEqual([width, height]);
    const picture = await decoded(placeholder.jpeg);
    expect([picture.width, picture.height]).toEqual([width, height]);
    const light = picture.pixels.filter((value) => value > 160).length / picture.pixels.length;
    expect(light).toBeGreaterThan(0.01);
    expect(light).toBeLessThan(0.4);
  });

  test('looks different for another reason', async () => {
    const [one, other] = await Promise.all(
      (['busy', 'stalled'] as const).map(async (code) =>
        decoded((await renderPlaceholder({ ...busy, ...captureErrorText[code] })).jpeg),
      ),
    );
    expect(one && other && difference(one, other)).toBeGreaterThan(10);
  });
});
