import {
  maxMaskZones,
  maxZonePoints,
  type Mask,
  type Zone,
} from '../../../../server/contract/config/edits.ts';

type Point = Zone[number];

const minPoints = 3;
/** A thousandth of the picture is less than a pixel that anybody could aim at. */
const rounded = (part: number) => Math.round(Math.min(1, Math.max(0, part)) * 1_000) / 1_000;

/** A rectangle in the middle, to be dragged where it belongs; each is a little beside the one before. */
export function withNewZone(mask: Mask): Mask {
  if (mask.length >= maxMaskZones) return mask;
  const shift = (mask.length % 5) * 0.04;
  const [near, far] = [rounded(0.3 + shift), rounded(0.55 + shift)];
  return [
    ...mask,
    [
      [near, near],
      [far, near],
      [far, far],
      [near, far],
    ],
  ];
}

export function withoutZone(mask: Mask, zone: number): Mask {
  return mask.toSpliced(zone, 1);
}

/** Moves a corner; outside the picture it stops at the edge. */
export function withCornerAt(mask: Mask, zone: number, corner: number, [x, y]: Point): Mask {
  return replaced(mask, zone, (points) => points.toSpliced(corner, 1, [rounded(x), rounded(y)]));
}

/** Moves a whole zone, which keeps its shape and stays in the picture. */
export function withZoneMoved(mask: Mask, zone: number, [byX, byY]: Point): Mask {
  return replaced(mask, zone, (points) => {
    const [dx, dy] = [within(points, 0, byX), within(points, 1, byY)];
    return points.map(([x, y]): Point => [rounded(x + dx), rounded(y + dy)]);
  });
}

/** Adds a corner in the middle of the longest side. */
export function withCornerAdded(mask: Mask, zone: number): Mask {
  return replaced(mask, zone, (points) => {
    if (points.length >= maxZonePoints) return points;
    const lengths = points.map((point, at) => {
      const [x, y] = points[(at + 1) % points.length] ?? point;
      return Math.hypot(x - point[0], y - point[1]);
    });
    const longest = lengths.indexOf(Math.max(...lengths));
    const [x1, y1] = points[longest] ?? [0, 0];
    const [x2, y2] = points[(longest + 1) % points.length] ?? [0, 0];
    return points.toSpliced(longest + 1, 0, [rounded((x1 + x2) / 2), rounded((y1 + y2) / 2)]);
  });
}

/** Removes a corner; a zone keeps three. */
export function withoutCorner(mask: Mask, zone: number, corner: number): Mask {
  return replaced(mask, zone, (points) =>
    points.length <= minPoints ? points : points.toSpliced(corner, 1),
  );
}

/** How far an arrow key moves; undefined for another key. @param isFine with the shift key */
export function arrowStep(key: string, isFine: boolean): Point | undefined {
  const step = isFine ? 0.002 : 0.02;
  const steps: Record<string, Point> = {
    ArrowLeft: [-step, 0],
    ArrowRight: [step, 0],
    ArrowUp: [0, -step],
    ArrowDown: [0, step],
  };
  return steps[key];
}

function within(points: Zone, axis: 0 | 1, by: number): number {
  const parts = points.map((point) => point[axis]);
  return Math.max(-Math.min(...parts), Math.min(1 - Math.max(...parts), by));
}

function replaced(mask: Mask, zone: number, change: (points: Zone) => Zone): Mask {
  return mask.map((points, at) => (at === zone ? change(points) : points));
}
