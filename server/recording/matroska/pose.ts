/** How a picture is turned for display, as Matroska says it. */
export interface Pose {
  /** 180 mirrors left and right, before the roll. */
  yaw: 0 | 180;
  /** Degrees counterclockwise. */
  roll: 0 | 90 | -90 | 180;
}

/**
 * EXIF's orientation numbers as ProjectionPoseYaw and ProjectionPoseRoll (RFC 9559, sections 5.1.4.1.28.44 and .46:
 * yaw 180 mirrors, then roll turns counterclockwise).
 */
const poses: Record<number, Pose> = {
  1: { yaw: 0, roll: 0 },
  2: { yaw: 180, roll: 0 },
  3: { yaw: 0, roll: 180 },
  4: { yaw: 180, roll: 180 },
  5: { yaw: 180, roll: 90 },
  6: { yaw: 0, roll: -90 },
  7: { yaw: 180, roll: -90 },
  8: { yaw: 0, roll: 90 },
};

/** An orientation that EXIF does not have is no turn. */
export function poseOf(orientation: number): Pose {
  return poses[orientation] ?? { yaw: 0, roll: 0 };
}

/** The orientation that EXIF has for a pose; 1 where it has none. */
export function orientationOf(pose: { yaw: number; roll: number }): number {
  const same = (angle: number, other: number) => (angle - other) % 360 === 0;
  const found = Object.entries(poses).find(
    ([, { yaw, roll }]) => same(pose.yaw, yaw) && same(pose.roll, roll),
  );
  return Number(found?.[0] ?? 1);
}
