import type { Request, RequestHandler, Response } from 'express';
import { expect, test, vi } from 'vitest';
import { inOrder } from '../../../../../server/http/message/in-order.ts';

const passes: RequestHandler = (_request, _response, next) => next();

/** Runs `handlers`. Gives what they told Express; undefined when they told it nothing. */
function run(handlers: readonly RequestHandler[]): unknown[] | undefined {
  const next = vi.fn<(error?: unknown) => void>();
  inOrder(handlers)({} as Request, {} as Response, next);
  return next.mock.lastCall;
}

test('handlers run one after the other, and Express goes on after the last', () => {
  const ran: string[] = [];
  const note =
    (name: string): RequestHandler =>
    (_request, _response, next) => {
      ran.push(name);
      next();
    };
  expect(run([note('first'), note('second'), note('third')])).toEqual([undefined]);
  expect(ran).toEqual(['first', 'second', 'third']);
});

test('a handler that answers is the last', () => {
  const after = vi.fn(passes);
  expect(run([passes, () => undefined, after])).toBeUndefined();
  expect(after).not.toHaveBeenCalled();
});

test.each([new Error('refused'), 'router'])('what a handler passes on, %s, ends the row', (told) => {
  const after = vi.fn(passes);
  expect(run([(_request, _response, next) => next(told), after])).toEqual([told]);
  expect(after).not.toHaveBeenCalled();
});

test('a handler that passes on null has no error, as in Express', () => {
  const after = vi.fn(passes);
  run([(_request, _response, next) => next(null), after]);
  expect(after).toHaveBeenCalledOnce();
});

test('a handler that throws is left to Express', () => {
  const throws: RequestHandler = () => {
    throw new Error('broken');
  };
  expect(() => run([passes, throws])).toThrow('broken');
});
