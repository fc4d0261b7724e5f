import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assignPorts, type PortOptions } from '../../../../../server/contract/config/camera-ports.ts';
import type { CameraConfig } from '../../../../../server/contract/config/camera.ts';

const cameras = (ports: (number | null | undefined)[]): CameraConfig[] =>
  ports.map((port, index) => ({ id: `cam${index}`, name: 'n', device: index, port }));
const assigned = (ports: (number | null | undefined)[], options?: PortOptions) =>
  assignPorts(cameras(ports), options).cameras.map(({ port }) => port);

describe('ports', () => {
  test.each([
    ['start at 8081 in list order', [null, undefined, null], [8081, 8082, 8083]],
    ['go on above the ones before', [8082, null, 8090, null], [8082, 8083, 8090, 8091]],
    ['that are set stay, also behind an automatic one', [null, 8081], [8082, 8081]],
    ['are never one that is set further down', [null, null, 8082, 8081], [8083, 8084, 8082, 8081]],
    ['go round past the last one', [65_535, null, null], [65_535, 8081, 8082]],
  ])('%s', (_what, ports, expected) => {
    expect(assigned(ports)).toEqual(expected);
  });

  test('that are set twice are repaired and told', () => {
    const { cameras: repairedCameras, repaired } = assignPorts(cameras([8082, null, 8082]));
    expect(repairedCameras.map(({ port }) => port)).toEqual([8082, 8083, 8084]);
    expect(repaired).toEqual([{ id: 'cam2', wanted: 8082, port: 8084 }]);
  });

  test("are never the server's own", () => {
    expect(assigned([null, 8082, null], { reserved: [8081, 8082] })).toEqual([8083, 8084, 8085]);
  });

  test('stay with their camera when others come and go', () => {
    const previous = cameras([8081, 8082, 8083]);
    const next = [3, 2, 0].map((index) => ({
      ...cameras([null])[0],
      id: `cam${index}`,
      name: 'n',
      device: 0,
    }));
    expect(assignPorts(next, { previous }).cameras.map(({ port }) => port)).toEqual([8082, 8083, 8081]);
  });

  test('that another camera was given meanwhile are not taken back', () => {
    const previous = cameras([8081]);
    expect(assigned([null, 8081], { previous })).toEqual([8082, 8081]);
  });

  test('are all different and do not change when they are assigned again', () => {
    const port = fc.option(fc.constantFrom(8081, 8082, 8083, 8084, 65_535, 1));
    fc.assert(
      fc.property(
        fc.array(port),
        fc.array(port),
        fc.constantFrom([], [8082], [8081, 8083]),
        (ports, before, reserved) => {
          const previous = assignPorts(cameras(before)).cameras;
          const once = assigned(ports, { reserved, previous });
          expect(new Set([...once, ...reserved]).size).toBe(once.length + reserved.length);
          expect(assigned(once, { reserved })).toEqual(once);
          ports.forEach((wanted, index) => {
            const isFirst =
              ports.indexOf(wanted) === index && wanted !== null && !reserved.includes(wanted as never);
            if (isFirst) expect(once[index]).toBe(wanted);
          });
        },
      ),
    );
  });
});
