import { describe, expect, test } from 'vitest';
import { ownArguments, readInvocation } from '../../../../main/launch/invocation.ts';
import { UsageError } from '../../../../server/server-options.ts';

describe('the arguments that are ours', () => {
  test('are all of a packaged app', () => {
    expect(ownArguments(['/opt/rpicam-kiosk/rpicam-kiosk', '--port', '80'], true)).toEqual(['--port', '80']);
  });

  test('come behind the app folder and the switches before it in development', () => {
    expect(ownArguments(['electron', '--inspect=0', '.', '--port', '80'], false)).toEqual(['--port', '80']);
    expect(ownArguments(['electron', '--port=80'], false)).toEqual(['--port=80']);
  });
});

describe('a command line', () => {
  test('starts the kiosk with the options of the server', () => {
    const invocation = readInvocation(['--port', '8123', '--data-dir=/srv/cameras'], {});
    expect(invocation).toMatchObject({
      kind: 'start',
      options: { port: 8123, dataFolder: '/srv/cameras' },
      request: { kind: 'focus' },
    });
  });

  test('may have switches of Chromium among ours', () => {
    const switches = ['--ozone-platform=wayland', '--js-flags=--max-semi-space-size=4', '--disable-gpu'];
    expect(readInvocation([...switches, '--port', '0', '--no-sandbox'], {})).toMatchObject({
      kind: 'start',
      options: { port: 0 },
    });
  });

  test.each([['--help'], ['-h']])('asks for help with %s', (flag) => {
    expect(readInvocation([flag, '--ozone-platform=x11'], {})).toEqual({ kind: 'help' });
  });

  test('asks for the version', () => {
    expect(readInvocation(['--version'], {})).toEqual({ kind: 'version' });
  });

  test.each([
    [['--quit'], { kind: 'quit' }],
    [['--reload'], { kind: 'reload' }],
    [['--show', '/?wall=yard&kiosk=1'], { kind: 'show', page: '/?wall=yard&kiosk=1' }],
    [['--show=/status'], { kind: 'show', page: '/status' }],
  ])('asks the running kiosk with %j', (argv, request) => {
    expect(readInvocation([...argv, '--data-dir', '/srv'], {})).toMatchObject({
      options: { dataFolder: '/srv' },
      request,
    });
  });

  test.each([
    [['--prot', '80'], /--prot/],
    [['--port'], /--port/],
    [['wall'], /wall/],
    [['--disable-web-security'], /--disable-web-security/],
    [['--remote-allow-origins=*'], /--remote-allow-origins/],
    [['--show'], /--show needs a path/],
    [['--show', 'https://example.org/'], /--show needs a path/],
    [['--show', '//example.org/'], /--show needs a path/],
    [['--quit', '--reload'], /exclude each other/],
  ])('is refused: %j', (argv, message) => {
    expect(() => readInvocation(argv, {})).toThrow(UsageError);
    expect(() => readInvocation(argv, {})).toThrow(message);
  });
});
