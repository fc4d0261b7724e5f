import { describe, expect, test } from 'vitest';
import { addressOf, readAddress } from '../../../../../renderer/recordings/page/recordings-address.ts';
import { actionOf } from '../../../../../renderer/recordings/page/recordings-keys.ts';

describe('the address of the page', () => {
  test('leads back to the same cameras, moment, zoom and marks', () => {
    const shown = {
      cameras: ['door', 'yard & garden'],
      atMs: Date.parse('2026-11-29T14:03:10.250Z'),
      spanMs: 3_600_000,
      marks: { fromMs: Date.parse('2026-11-29T14:00:00Z'), toMs: Date.parse('2026-11-29T14:05:00Z') },
    };
    const href = addressOf(shown, 'http://pi/recordings?other=1');
    expect(new URL(href).searchParams.get('other')).toBe('1');
    expect(readAddress(new URL(href).search)).toEqual(shown);
  });

  test('names the picture that is shown also where its time has a part of a millisecond', () => {
    const shown = { cameras: [], atMs: 1_000_000.4, spanMs: undefined, marks: {} };
    expect(readAddress(new URL(addressOf(shown, 'http://pi/recordings')).search).atMs).toBe(1_000_001);
  });

  test('may hold nonsense, which is left out', () => {
    expect(readAddress('?camera=&at=yesterday&span=0.01&from=x')).toEqual({
      cameras: [],
      atMs: undefined,
      spanMs: undefined,
      marks: { fromMs: undefined, toMs: undefined },
    });
    const many = Array.from({ length: 20 }, (_, index) => `camera=c${index}`).join('&');
    expect(readAddress(`?${many}&camera=c1`).cameras).toHaveLength(9);
  });
});

describe('the keys of the page', () => {
  test('have one meaning each', () => {
    expect(actionOf(' ')).toEqual({ kind: 'toggle' });
    expect(actionOf('.')).toEqual({ kind: 'step', by: 1 });
    expect(actionOf('[')).toEqual({ kind: 'mark', edge: 'start' });
    expect(actionOf('q')).toBeUndefined();
  });
});
