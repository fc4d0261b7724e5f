import { RecentMap } from '../runtime/recent-map.ts';

/** How RTP comes from an RTSP camera: within the RTSP connection, which passes every firewall, or in datagrams. */
export type RtspTransport = 'tcp' | 'udp';

/** Twice as many as there may be cameras. */
const maxKept = 128;

/** Which transport worked with which camera: some speak only one, and asking for the other costs seconds. */
export class RtspTransports {
  readonly #worked = new RecentMap<string, RtspTransport>(maxKept);

  /** The one to try first, and the other. */
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
