import { describe, expect, test } from 'vitest';
import { contentPolicy } from '../../../../../server/http/gate/content-policy.ts';

const directives = (protocol: string, host: string | undefined) =>
  Object.fromEntries(
    contentPolicy({ protocol, host })
      .split(';')
      .map((directive) => {
        const [name = '', ...sources] = directive.split(' ');
        return [name, sources];
      }),
  );

describe('the content policy of a page', () => {
  test.each([
    ['http', 'pi.local:8000', 'http://pi.local:*'],
    ['https', 'pi.local:8000', 'https://pi.local:*'],
    ['http', 'pi', 'http://pi:*'],
    ['http', '192.168.1.7:8000', 'http://192.168.1.7:*'],
    ['gopher', 'pi', 'http://pi:*'],
  ])('by %s at %s lets in pictures of the cameras’ ports: %s', (protocol, host, source) => {
    expect(directives(protocol, host)).toEqual({
      'default-src': ["'self'"],
      'img-src': ["'self'", 'data:', 'blob:', source],
      'connect-src': ["'self'", `ws://${host}`, `wss://${host}`],
      'object-src': ["'none'"],
      'base-uri': ["'none'"],
      'form-action': ["'self'"],
      'frame-ancestors': ["'self'"],
    });
  });

  test.each([
    undefined,
    '',
    '*',
    '*.example',
    '*:8000',
    'pi;script-src *',
    "pi 'unsafe-inline'",
    'pi, default-src *',
    'pi/path',
    'me@pi',
    'http://pi',
    'pi:*',
    'pi:123456',
    'pi:',
    'pi.',
    '.pi',
    'a..b',
    'pi_2',
    '[::1]:8000',
    'pí.local',
    'pi\nx',
    "'self'",
    'a'.repeat(300),
  ])('opens nothing for the Host %j', (host) => {
    expect(directives('http', host)).toMatchObject({
      'img-src': ["'self'", 'data:', 'blob:'],
      'connect-src': ["'self'"],
    });
  });
});
