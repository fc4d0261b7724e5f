import { describe, expect, test } from 'vitest';
import { secretsIn } from '../../../../../../server/cli/doctor/bundle/known-secrets.ts';
import { redactor } from '../../../../../../server/cli/doctor/bundle/redact.ts';

describe('the redactor', () => {
  const redact = redactor([]);

  test.each([
    ['rtsp://admin:s3cr3t@10.0.0.2/live', 'rtsp://***@10.0.0.2/live'],
    ['http://tokenlogin@cam.lan/', 'http://***@cam.lan/'],
    ['http://user:p/w@rd@cam.lan/x', 'http://***@cam.lan/x'],
    ['GET /cam/a/video?fps=5&token=s3cr3t HTTP/1.1', 'GET /cam/a/video?fps=5&token=*** HTTP/1.1'],
    ['Authorization: Basic czNjcjN0OnMzY3IzdA==', 'Authorization: ***'],
    ['{"authorization":"Bearer s3cr3t","ip":"::1"}', '{"authorization":"***","ip":"::1"}'],
    ['{"set-cookie":["a=s3cr3t","b"],"x":1}', '{"set-cookie":"***","x":1}'],
    ['Cookie: session=s3cr3t; a=b', 'Cookie: ***'],
    ['sent Bearer s3cr3tTOKEN now', 'sent Bearer *** now'],
    ['"password": "s3c\\"r3t", "port": 1', '"password": "***", "port": 1'],
    ['"api_key":"s3cr3t"', '"api_key":"***"'],
    ['RPICAM_TOKEN=s3cr3t LOG_LEVEL=INFO', 'RPICAM_TOKEN=*** LOG_LEVEL=INFO'],
    ["--mqtt-password 's3cr3t' x", '--mqtt-password *** x'],
    ['ffmpeg --token s3cr3t -i x', 'ffmpeg --token *** -i x'],
    ['curl\0--api-key\0s3cr3t\0-s', 'curl\0--api-key\0***\0-s'],
    ['curl -u me:s3cr3t http://x/', 'curl -u *** http://x/'],
    ['http://cam/live?usr=admin&loginpas=88&fps=5', 'http://cam/live?usr=***&loginpas=***&fps=5'],
    ['pin=4711 "pin_hash": "x" pin_set=true', 'pin=*** "pin_hash": "***" pin_set=true'],
    ['login bWU6czNjcjN0 done', 'login *** done'],
    ['GET /x%3Ftoken%3Ds3cr3t 200', 'GET /x?token=*** 200'],
    ['/usr/lib/aarch64-linux-gnu/libcamera.so', '/usr/lib/aarch64-linux-gnu/libcamera.so'],
    ['rpicam_camera_capture_restarts_total_by_cde 1', 'rpicam_camera_capture_restarts_total_by_cde 1'],
    ['mqtt_password: "s3cr3t more" x', 'mqtt_password: *** x'],
    ['/user=admin_password=s3cr3t_channel=1', '/user=admin_password=***'],
    ['hash $scrypt$ln=15,r=8,p=1$c2FsdA$aGFzaA end', 'hash *** end'],
    ['-----BEGIN EC PRIVATE KEY-----\nabc\n-----END EC PRIVATE KEY-----\nx', '***\nx'],
    [
      'nothing to hide: http://127.0.0.1:8000/health?x=1',
      'nothing to hide: http://127.0.0.1:8000/health?x=1',
    ],
  ])('makes of %j %j', (text, wanted) => {
    expect(redact(text)).toBe(wanted);
  });

  test('takes out what it was told, however it is written', () => {
    const told = redactor(['p&ss "wörd"', 'me:p&ss', 'pi', 'a-b.c(d)\\']);
    const text = [
      'p&ss "wörd"',
      encodeURIComponent('p&ss "wörd"'),
      JSON.stringify('p&ss "wörd"'),
      Buffer.from('me:p&ss').toString('base64'),
      'pi pipe (pi)',
      'a-b.c(d)\\ a-bxc(d)\\',
    ].join('\n');
    expect(told(text)).toBe('***\n***\n"***"\n***\n*** pipe (***)\n*** a-bxc(d)\\');
  });
});

describe('the secrets of a configuration', () => {
  test('are found in whole and in broken files', () => {
    const text = `{"auth":{"username":"me","password":"gehe\\u0069m"},
      "cameras":[{"device":"rtsp://user:p%40ss@x/?a=1&token=abc"},{"device":"http://lonely@x/"}
      , "api_key" : "k1" oops`;
    expect(new Set(secretsIn(text))).toEqual(
      new Set(['gehe\\u0069m', 'geheim', 'p%40ss', 'p@ss', 'abc', 'lonely', 'k1']),
    );
  });
});
