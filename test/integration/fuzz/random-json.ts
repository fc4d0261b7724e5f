import type { Dice } from './dice.ts';

const fields = [
  ...[
    'id',
    'name',
    'device',
    'port',
    'width',
    'height',
    'fps',
    'brightness',
    'exposure',
    'white_balance',
    'controls',
  ],
  ...[
    'rotate',
    'flip',
    'quality',
    'group',
    'autofocus',
    'host',
    'cameras',
    'linger_seconds',
    'max_viewers',
    'max_picture_size',
    'allowed_hosts',
  ],
  ...[
    'cors_origins',
    'port_mode',
    'scope',
    'expires_in',
    'username',
    'password',
    'auth',
    'config',
    'format',
    'version',
  ],
  ...['__proto__', 'constructor', 'toString', 'for_seconds', 'sharpness', 'gain', 'label', 'device', ''],
] as [string, ...string[]];
const texts = [
  ...[
    '',
    ' ',
    'cam0',
    'test',
    '/dev/video0',
    'csi:0',
    'http://127.0.0.1:9/',
    'rtsp://u:p@127.0.0.1/',
    '../../etc',
  ],
  ...[
    '"; } server {',
    '<script>alert(1)</script>',
    '\u202e',
    '\0',
    '厨房',
    '$host',
    'off',
    'view',
    '1e999',
    'NaN',
  ],
  ...['\ud800', 'rpicam-kiosk-backup', 'horizontal', '*', 'https://a.lan:1'],
] as [string, ...string[]];
const numbers = [0, -1, 1, 0.5, 80, 8081, 65_535, 65_536, 2 ** 31, 2 ** 53, -4, 1e300, 12_000, 640] as const;

/** Any JSON, with a liking for what this API reads. Never a login that works: nobody could go on after it. */
export function randomJson(dice: Dice, depth = 0): unknown {
  const roll = dice.below(depth > 3 ? 5 : 9);
  switch (roll) {
    case 0:
      return null;
    case 1:
      return dice.chance(0.5);
    case 2:
      return dice.pick(numbers);
    case 3:
    case 4:
      return dice.pick(texts);
    case 5:
      return Array.from({ length: dice.below(4) }, () => randomJson(dice, depth + 1));
    default:
      return Object.fromEntries(
        Array.from({ length: dice.below(6) }, () => [dice.pick(fields), randomJson(dice, depth + 1)]),
      );
  }
}

/** A configuration or a camera that is nearly right. */
export function nearlyRight(dice: Dice): unknown {
  const camera = (index: number): Record<string, unknown> => ({
    id: `cam${index}`,
    name: `Camera ${index}`,
    device: 'test',
    width: 160,
    height: 120,
    fps: 5,
    ...(dice.chance(0.5) ? { [dice.pick(fields)]: randomJson(dice) } : {}),
  });
  if (dice.chance(0.4)) return camera(dice.below(4));
  return {
    cameras: Array.from({ length: 1 + dice.below(3) }, (_, index) => camera(index)),
    ...(dice.chance(0.3) ? { [dice.pick(fields)]: randomJson(dice) } : {}),
    auth: dice.chance(0.2) ? randomJson(dice) : { enabled: false },
  };
}
