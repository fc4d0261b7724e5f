import { describe, expect, test } from 'vitest';
import { RefusedRequest } from '../../../../../renderer/api.ts';
import { messagesAt, problemsOf } from '../../../../../renderer/parts/request/request-problems.ts';

const problems = [
  { field: 'cameras.1.port', message: 'The port is taken.' },
  { field: 'cameras.10', message: 'This camera is twice in the list.' },
  { field: '', message: 'The disk is full.' },
];

describe('why a request failed', () => {
  test('is each problem that the server named', () => {
    expect(problemsOf(new RefusedRequest(400, problems))).toBe(problems);
  });

  test('is the text of any other error, which belongs to no field', () => {
    expect(problemsOf(new TypeError('Failed to fetch'))).toEqual([{ field: '', message: 'Failed to fetch' }]);
  });
});

describe('the messages about a field', () => {
  test('are those about the fields inside it, too', () => {
    expect(messagesAt('cameras.1.port', problems)).toEqual(['The port is taken.']);
    expect(messagesAt('cameras.1', problems)).toEqual(['The port is taken.']);
  });

  test('are not those about a field whose name begins in the same way', () => {
    expect(messagesAt('cameras.1.p', problems)).toEqual([]);
    expect(messagesAt('cameras.10', problems)).toEqual(['This camera is twice in the list.']);
  });
});
