import { RecentMap } from '../runtime/recent-map.ts';

/**
 * How RTP comes from an RTSP camera: "tcp" within the RTSP connection, which passes every firewall, or "udp" in
 * datagrams.
 */
export type RtspTransport = 'tcp' | 'udp';

/** Twice the highest number of cameras. */
const maxKept = 128;

/**
 * Remembers which transport worked with which camera: some cameras support only one, and asking for the other costs
 * seconds.
 */
export class RtspTransports {
  readonly #worked = new RecentMap<string, RtspTransport>(maxKept);

  /** The transport to try first, and the other one. */
  order(url: URL): [RtspTransport, RtspTransport] {
    return this.#worked.get(keyOf(url)) === 'udp' ? ['udp', 'tcp'] : ['tcp', 'udp'];
  }

  worked(url: URL, transport: RtspTransport): void {
    this.#worked.set(keyOf(url), transport);
  }
}

function keyOf({ host, pathname }: URL): string {
  return host + pathname;
}
