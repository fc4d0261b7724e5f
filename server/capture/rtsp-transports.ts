/** How RTP comes from an RTSP camera: within the RTSP connection, which passes every firewall, or in datagrams. */
export type RtspTransport = 'tcp' | 'udp';

/** Twice as many as there may be cameras. */
const maxKept = 128;

/** Which transport worked with which camera: some speak only one, and asking for the other costs seconds. */
export class RtspTransports {
  readonly #worked = new Map<string, RtspTransport>();

  /** The one to try first, and the other. */
  order(url: URL): [RtspTransport, RtspTransport] {
    return this.#worked.get(keyOf(url)) === 'udp' ? ['udp', 'tcp'] : ['tcp', 'udp'];
  }

  worked(url: URL, transport: RtspTransport): void {
    const key = keyOf(url);
    this.#worked.delete(key);
    this.#worked.set(key, transport);
    const [oldest = key] = this.#worked.keys();
    if (this.#worked.size > maxKept) this.#worked.delete(oldest);
  }
}

function keyOf({ host, pathname }: URL): string {
  return host + pathname;
}
