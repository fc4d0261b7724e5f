import fc from 'fast-check';

/** Mostly what a field may hold, in all its spellings; sometimes any JSON at all. */
const mostly = (...values: fc.Arbitrary<unknown>[]) =>
  fc.oneof(
    { weight: 30, arbitrary: fc.oneof(...values) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  );
const numbers = (...limits: number[]) =>
  mostly(
    fc.constantFrom(...limits, ...limits.map(String), null),
    fc.integer({ min: Math.ceil(limits[0] ?? 0), max: limits.at(-1) ?? 0 }),
  );
const text = fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom('cam1', 'Küche', 'a b'));

const cameraEntry = fc.record(
  {
    id: mostly(text),
    name: mostly(text),
    device: mostly(fc.constantFrom(0, '1', true, '/dev/video0', 'csi:0', 'test', 'rtsp://a/b'), fc.nat(20)),
    port: numbers(1, 8081, 8082, 65_535),
    width: numbers(16, 640, 8_192),
    height: numbers(16, 480, 8_192),
    fps: numbers(0.5, 15, 240),
    brightness: numbers(0, 0.5, 1),
    exposure: numbers(0, 10_000),
    white_balance: numbers(0, 12_000),
    rotate: mostly(fc.constantFrom(0, 90, '180', 270, null)),
    flip: mostly(fc.constantFrom('none', 'horizontal', 'vertical')),
    autofocus: mostly(fc.constantFrom('continuous', 'auto', 'manual')),
    quality: numbers(10, 85, 100),
    group: mostly(fc.constantFrom('Garden', ' Garden ', '', null), text),
    controls: mostly(
      fc.dictionary(fc.constantFrom('gain', 'constructor', '0x1'), fc.constantFrom(0, 1, true, '3')),
    ),
    ['__proto__']: fc.jsonValue({ maxDepth: 1 }),
  },
  { requiredKeys: ['id', 'name', 'device'] },
);

const auth = fc.record(
  {
    enabled: mostly(fc.boolean(), fc.constantFrom('yes', 'off', 0, 1)),
    protect_streams: mostly(fc.boolean()),
    username: mostly(text),
    password: mostly(text),
    ['__proto__']: fc.constant({ enabled: false }),
  },
  { requiredKeys: [] },
);

/** JSON of which a good part is a configuration, or nearly one. */
export const configLikeJson: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 1, arbitrary: fc.jsonValue() },
  {
    weight: 10,
    arbitrary: fc.record(
      {
        host: mostly(fc.constantFrom('', 'pi.lan', '::1')),
        auth: mostly(auth),
        cameras: mostly(fc.array(cameraEntry, { maxLength: 4 })),
        max_fps: numbers(0, 120, 1_000),
        linger_seconds: numbers(0, 10, 3_600),
        port_mode: mostly(fc.constantFrom('embedded', 'nginx', 'off')),
        ['__proto__']: fc.constant({ cameras: [] }),
      },
      { requiredKeys: ['cameras'] },
    ),
  },
);
