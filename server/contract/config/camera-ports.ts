import type { CameraConfig } from './camera.ts';

const firstAutomaticPort = 8_081;
const lastPort = 65_535;

export interface PortOptions {
  /** Ports no camera may have, e.g. the server's own. */
  reserved?: readonly number[];
  /** The cameras as they were: one whose port is left open keeps the one it had. */
  previous?: readonly Readonly<CameraConfig>[];
}

/** A camera whose own port was not free. */
export interface RepairedPort {
  id: string;
  wanted: number;
  port: number;
}

/**
 * Gives every camera a port of its own. One that is set stays, unless it is reserved or an earlier camera has it; the
 * others get theirs in list order from 8081 on, each above the ports before it, and never one that is set anywhere.
 */
export function assignPorts(
  cameras: readonly CameraConfig[],
  options: PortOptions = {},
): { cameras: CameraConfig[]; repaired: RepairedPort[] } {
  const taken = new Set(options.reserved);
  const ports = cameras.map(({ port }) => claim(taken, port));
  const earlier = new Map(options.previous?.map(({ id, port }) => [id, port]));
  cameras.forEach(({ id, port }, index) => {
    if (port === null || port === undefined) ports[index] = claim(taken, earlier.get(id));
  });

  let next = firstAutomaticPort;
  const assigned = cameras.map((camera, index) => {
    const port = ports[index] ?? takeFree(taken, next);
    next = Math.max(next, port + 1);
    return { ...camera, port };
  });
  const repaired = assigned.flatMap(({ id, port }, index) => {
    const wanted = cameras[index]?.port;
    return wanted && wanted !== port ? [{ id, wanted, port }] : [];
  });
  return { cameras: assigned, repaired };
}

/** The port if it is one and still free; from then on it is taken. */
function claim(taken: Set<number>, port: number | null | undefined): number | undefined {
  if (port === null || port === undefined || taken.has(port)) return undefined;
  taken.add(port);
  return port;
}

/** Takes the first free port from `start` on, going round to 8081 past the last one. */
function takeFree(taken: Set<number>, start: number): number {
  let port = start > lastPort ? firstAutomaticPort : start;
  while (taken.has(port)) port = port === lastPort ? firstAutomaticPort : port + 1;
  taken.add(port);
  return port;
}
