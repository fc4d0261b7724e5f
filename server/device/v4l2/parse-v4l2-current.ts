/** The present mode of a device: pixels and frames per second, as far as the device says. */
export interface V4l2Current {
  width?: number;
  height?: number;
  framesPerSecond?: number;
}

/** Reads `v4l2-ctl --get-fmt-video --get-parm`. A driver that does not know a value writes zero. */
export function parseV4l2Current(text: string): V4l2Current {
  const [, width, height] = /^\s*Width\/Height\s*: (\d+)\/(\d+)/m.exec(text) ?? [];
  const rate = /^\s*Frames per second\s*: ([\d.]+)/m.exec(text)?.[1];
  return {
    ...(Number(width) > 0 && Number(height) > 0 ? { width: Number(width), height: Number(height) } : {}),
    ...(Number(rate) > 0 ? { framesPerSecond: Number(rate) } : {}),
  };
}
