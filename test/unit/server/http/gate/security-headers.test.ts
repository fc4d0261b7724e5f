import { afterAll, beforeAll, expect, test } from 'vitest';
import { ServerHere } from '../../../../fixtures/server-here.ts';

let server: ServerHere;
beforeAll(async () => {
  server = await ServerHere.start({ config: { cameras: [{ id: 'a', name: 'A', device: 'test' }] } });
});
afterAll(() => server[Symbol.asyncDispose]());

const headersOf = async (path: string) => Object.fromEntries((await server.fetch(path)).headers);

test.each(['/', '/health', '/api/cameras', '/nowhere'])(
  '%s runs only our scripts, in nobody else’s frame',
  async (path) => {
    const headers = await headersOf(path);
    const { host } = new URL(server.url);
    expect(headers['content-security-policy']).toBe(
      "default-src 'self';img-src 'self' data: blob: http://127.0.0.1:*;" +
        `connect-src 'self' ws://${host} wss://${host};` +
        "object-src 'none';base-uri 'none';form-action 'self';frame-ancestors 'self'",
    );
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'SAMEORIGIN',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
    });
    // The first would outlive HTTPS and hold for other ports, the second is an error on the console in plain HTTP.
    expect(headers).not.toHaveProperty('strict-transport-security');
    expect(headers).not.toHaveProperty('cross-origin-opener-policy');
  },
);

test.each(['/cam/a/snapshot', '/CAM/a/snapshot', '/cam/nobody/snapshot'])(
  '%s may be shown anywhere',
  async (path) => {
    const headers = await headersOf(path);
    expect(headers).toMatchObject({
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    expect(headers).not.toHaveProperty('x-frame-options');
    expect(headers).not.toHaveProperty('content-security-policy');
  },
);
