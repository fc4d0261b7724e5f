import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ServerHere } from '../../../fixtures/server-here.ts';
import { LiveClient } from '../live/live-client.ts';
import { runCli } from './run-cli.ts';

const cameras = ['hall', 'yard'].map((id) => ({ id, name: id, device: 'test', width: 64, height: 48 }));

let server: ServerHere;
beforeAll(async () => (server = await ServerHere.start({ config: { cameras } })));
afterAll(() => server[Symbol.asyncDispose]());

const wall = (...args: string[]) => runCli(['wall', ...args], { env: { RPICAM_BASE_URL: server.url } });

describe('the wall command', () => {
  test.each<[string[], object]>([
    [
      [
        '--show',
        'yard,hall',
        '--enlarge',
        'yard',
        '--page',
        'next',
        '--message',
        'Hi there',
        '--seconds',
        '0',
      ],
      { show: ['yard', 'hall'], enlarge: 'yard', page: 'next', message: 'Hi there', message_seconds: 0 },
    ],
    [['--no-show', '--no-enlarge', '--no-message'], { show: null, enlarge: null, message: null }],
    [['--page', '2'], { page: 2 }],
  ])('with %j makes an open wall obey', async (flags, command) => {
    using page = await LiveClient.open(server.url, { query: '?wall=porch' });
    const { code, stdout, stderr } = await wall('porch', ...flags);
    expect({ code, stderr, answer: JSON.parse(stdout) }).toEqual({
      code: 0,
      stderr: '',
      answer: { pages: 1 },
    });
    expect((await page.untilNotice('command')).command).toEqual(command);
  });

  test.each<[string[], string]>([
    [['porch', '--page', '1'], "No page shows the wall 'porch'. No wall is open."],
    [['porch'], 'Say what to do: show, enlarge, page, open or message.'],
    [['porch', '--enlarge', 'attic'], "There is no camera 'attic'. Cameras: hall, yard."],
    [['Big/Wall', '--page', '1'], 'The name of a wall is up to 32 letters'],
  ])('with %j ends with 1 and what the server says', async (args, message) => {
    expect(await wall(...args)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining(message) as string,
    });
  });
});
