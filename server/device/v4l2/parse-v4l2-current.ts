/** What a device is set to: pixels and frames per second, as far as it says. */
export interface V4l2Current {
  width?: number;
  height?: number;
  framesPerSecond?: number;
}

/** Reads `v4l2-ctl --get-fmt-video --get-parm`. A zero is a driver's way not to say. */
export function parseV4l2Current(text: string): V4l2Current {
  const [, width, height] = /^\s*Width\/Height\s*: (\d+)\/(\d+)/m.exec(text) ?? [];
  const rate = /^\s*Frames per second\s*: ([\d.]+)/m.exec(text)?.[1];
  return {
    ...(Number(width) > 0 && Number(height) > 0 ? { width: Number(width), height: Number(height) } : {}),
    ...(Number(rate) > 0 ? { framesPerSecond: Number(rate) } : {}),
  };
}
