import { describe, expect, test } from 'vitest';
import { handedOver, instanceRequestSchema } from '../../../../main/launch/instance-request.ts';

describe('what a second start asks', () => {
  test.each([
    [{ kind: 'quit' }, 'end'],
    [{ kind: 'reload' }, 'pages again'],
    [{ kind: 'show', page: '/status' }, '/status'],
    [{ kind: 'focus' }, 'front'],
  ])('is taken and said: %j', (sent, word) => {
    expect(handedOver(instanceRequestSchema.parse(sent))).toContain(word);
  });

  test.each([
    undefined,
    {},
    { kind: 'run' },
    { kind: 'show' },
    { kind: 'show', page: 'https://example.org' },
  ])('is not taken: %j', (sent) => {
    expect(instanceRequestSchema.safeParse(sent).success).toBe(false);
  });
});
