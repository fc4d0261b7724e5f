import { expect, test } from 'vitest';
import { httpsLocation } from '../../../../../server/http/port/https-redirect.ts';

test.each([
  ['pi.local:8000', '/cam/a/video?fps=5', 'https://pi.local:8000/cam/a/video?fps=5'],
  ['pi.local', '/', 'https://pi.local/'],
  ['[fd00::2]:8000', '/', 'https://[fd00::2]:8000/'],
  ['192.168.1.7:8000', '*', 'https://192.168.1.7:8000/'],
  ['pi', 'http://evil.example/x', 'https://pi/'],
  ['pi', '//evil.example/x', 'https://pi//evil.example/x'],
  ['pi', '/\xe4 b\\', 'https://pi/%C3%A4%20b\\'],
])('%s %s is at %s', (host, url, location) => {
  expect(httpsLocation(host, url)).toBe(location);
  expect(new URL(location).hostname).toBe(new URL(`https://${host}`).hostname);
});

test.each([
  undefined,
  '',
  'evil.example/',
  'pi@evil.example',
  'pi:8000@evil.example',
  'pi evil.example',
  'pi:80:80',
  'pi:x',
  'pi#',
  'pi?',
  '[::1',
  'a\\b',
  'ä.example',
])('a Host %j leads nowhere', (host) => {
  expect(httpsLocation(host, '/')).toBeUndefined();
});
