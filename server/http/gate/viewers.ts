import type { ServerResponse } from 'node:http';
import type { Principal } from '../../access/principal.ts';
import type { Clock } from '../../runtime/clock.ts';
import { addressShare, type Bound, type Client } from '../../runtime/queue/client.ts';

/** One running stream, a page of a wall, or a tile of one. */
export interface Viewer {
  principal: Principal;
  client: Client;
  /** Id of the camera; null for a page, which may show any cameras. */
  camera: string | null;
  /** Ends what is being watched. */
  end: () => void;
  /** Monotonic. */
  sinceMs: number;
}

export interface ViewersParts {
  clock: Clock;
  /** Whether a client that was let in once would be let in now. */
  isValid: (principal: Principal) => boolean;
  /** Milliseconds since the epoch when a principal stops being valid by itself. */
  expiresAt: (principal: Principal) => number | undefined;
}

/** How long an ended viewer may take to read the last part, which is whole only if all of it arrives. */
const lastPartTimeoutMs = 2_000;
/** The wall clock jumps when NTP sets it; and a timer cannot be longer than 24 days. */
const longestSleepMs = 60_000;

/** The viewers of all cameras. Ends those whose login no longer allows it. */
export class Viewers {
  readonly #parts: ViewersParts;
  readonly #byCamera = new Map<string | null, Set<Viewer>>();
  /** Ends the wait for the next expiry. */
  #waiting: AbortController | undefined;

  constructor(parts: ViewersParts) {
    this.#parts = parts;
  }

  /** All running streams, pages and tiles. */
  get all(): Viewer[] {
    return [...this.#byCamera.values()].flatMap((viewers) => [...viewers]);
  }

  /** How many streams and tiles of a camera are running. */
  count(camera: string): number {
    return this.#byCamera.get(camera)?.size ?? 0;
  }

  /**
   * The bound that keeps a client from one more viewer of a camera. One address gets half of `max` at most; this
   * machine's own screen is counted by itself, so that no other client can take its place.
   */
  refusal(camera: string, client: Client, max: number): Bound | undefined {
    const all = [...(this.#byCamera.get(camera) ?? [])].map((viewer) => viewer.client);
    const alike = client.isOwn ? all.filter(({ isOwn }) => isOwn) : all;
    const ofAddress = all.filter(({ isOwn, address }) => !isOwn && address === client.address);
    if (!client.isOwn && ofAddress.length >= addressShare(max) && addressShare(max) < max) return 'address';
    return alike.length >= max ? 'all' : undefined;
  }

  /** Counts a stream until its response closes. */
  add(principal: Principal, camera: string, response: ServerResponse, client: Client): void {
    const left = new AbortController();
    response.once('close', () => left.abort());
    this.#watch({ principal, client, camera, end: () => endAfterLastPart(response) }, left.signal);
  }

  /** Keeps a page of a wall in the list until `left` aborts. @param end called when the page may no longer watch */
  addPage(principal: Principal, client: Client, end: () => void, left: AbortSignal): void {
    this.#watch({ principal, client, camera: null, end }, left);
  }

  /** Counts a tile until `left` aborts. It ends with its page. */
  addTile(principal: Principal, client: Client, camera: string, left: AbortSignal): void {
    this.#watch({ principal, client, camera, end: () => {} }, left);
  }

  #watch(watched: Omit<Viewer, 'sinceMs'>, left: AbortSignal): void {
    const { principal, camera } = watched;
    const viewer: Viewer = { ...watched, sinceMs: this.#parts.clock.nowMs() };
    let viewers = this.#byCamera.get(camera);
    if (!viewers) this.#byCamera.set(camera, (viewers = new Set()));
    viewers.add(viewer);
    left.addEventListener('abort', () => this.#remove(viewer), { once: true });
    // Checking a password takes its time: it may have been changed meanwhile.
    if (!this.#parts.isValid(principal)) this.recheck();
    else if (this.#parts.expiresAt(principal) !== undefined) this.#awaitNextExpiry();
  }

  /** Ends the viewers whose login is no longer valid. Called when logins, tokens, links or sessions changed. */
  recheck(): void {
    for (const viewer of this.all) {
      if (this.#parts.isValid(viewer.principal)) continue;
      this.#remove(viewer);
      viewer.end();
    }
    this.#awaitNextExpiry();
  }

  #remove(viewer: Viewer): void {
    const viewers = this.#byCamera.get(viewer.camera);
    if (!viewers?.delete(viewer)) return;
    if (viewers.size === 0) this.#byCamera.delete(viewer.camera);
    if (this.#byCamera.size === 0) this.#waiting?.abort();
  }

  #awaitNextExpiry(): void {
    this.#waiting?.abort();
    const { clock, expiresAt } = this.#parts;
    const nowAt = clock.now().getTime();
    const expiries = this.all.map(({ principal }) => expiresAt(principal)).filter((at) => at !== undefined);
    if (expiries.length === 0) return;
    const waiting = (this.#waiting = new AbortController());
    const sleepMs = Math.min(Math.max(Math.min(...expiries) - nowAt, 1), longestSleepMs);
    void clock.sleep(sleepMs, waiting.signal).then(() => {
      if (!waiting.signal.aborted) this.recheck();
    });
  }
}

function endAfterLastPart({ socket }: ServerResponse): void {
  if (!socket) return; // the connection is gone already
  const late = setTimeout(() => socket.destroy(), lastPartTimeoutMs);
  socket.once('close', () => clearTimeout(late));
  socket.destroySoon();
}
