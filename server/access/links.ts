import { createHmac } from 'node:crypto';
import { maxLinks, type LinkBody } from '../contract/access.ts';
import type { Clock } from '../runtime/clock.ts';
import type { AccessFile } from './access-file.ts';
import type { StoredLink } from './access-record.ts';
import { ForwardClock } from './forward-clock.ts';
import { newCredentialId, sameText } from './credential-text.ts';
import type { LinkCheck, Principal, RefusedCredential } from './principal.ts';

type LinkPrincipal = Extract<Principal, { kind: 'link' }>;

const lookIntervalMs = 60_000;
/**
 * Writes wear a card: except for the end of a link, the time is written once an hour, and only while there is a link.
 */
const saveIntervalMs = 3_600_000;

const tokenPattern = /^([0-9a-f]{16})\.([A-Za-z0-9_-]{43})$/;

export interface LinksParts {
  file: AccessFile;
  clock: Clock;
  /** Called as soon as a link is no longer valid, except when it has expired. */
  onRevoked: () => void;
}

/**
 * The signed links: each opens one camera, within its limits, until it expires or is revoked. An expired link stays
 * expired when the clock goes back. A link that was made while the clock was behind ends early once the clock is set
 * right. No link is valid for longer than it was made for.
 */
export class Links implements LinkCheck {
  /** The clock that decides which links have expired. */
  readonly clock: ForwardClock;
  readonly #file: AccessFile;
  readonly #onRevoked: () => void;
  #savedAtMs: number;

  constructor({ file, clock, onRevoked }: LinksParts) {
    this.#file = file;
    this.clock = new ForwardClock(clock, file.latestAt);
    this.#savedAtMs = clock.nowMs();
    this.#onRevoked = onRevoked;
  }

  /** Watches the time until `signal` aborts, so that a clock that goes back later changes nothing. */
  async keepTime(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#endExpired();
      if (this.clock.nowMs() - this.#savedAtMs >= saveIntervalMs) this.rememberTime();
      await this.clock.sleep(lookIntervalMs, signal);
    }
  }

  /** Saves the time, if a link depends on it. */
  rememberTime(): void {
    this.#savedAtMs = this.clock.nowMs();
    if (this.#noteTime())
      this.#file.saveLater('after a restart a clock that went back may make links last longer');
  }

  /** The links of a camera that have not expired, the oldest first. */
  list(camera: string): StoredLink[] {
    return [...this.#file.links.values()].filter((link) => link.camera === camera && !this.#isExpired(link));
  }

  /**
   * A new link of a camera. Undefined when there are too many.
   * @throws ConfigFileError when it cannot be saved; then there is no link
   */
  async create(camera: string, body: LinkBody): Promise<StoredLink | undefined> {
    const { links } = this.#file;
    for (const link of links.values()) if (this.#isExpired(link)) links.delete(link.id);
    if (links.size >= maxLinks) return undefined;
    const now = this.clock.now();
    const link: StoredLink = {
      id: newCredentialId(),
      camera,
      scope: body.scope,
      fps: body.fps ?? undefined,
      width: body.width ?? undefined,
      label: body.label ?? undefined,
      created_at: now.toISOString(),
      expires_at: new Date(now.getTime() + body.expires_in * 1_000).toISOString(),
    };
    links.set(link.id, link);
    this.#noteTime();
    try {
      await this.#file.save();
    } catch (error) {
      links.delete(link.id);
      throw error;
    }
    return link;
  }

  /**
   * Ends a link of a camera at once; false when the camera has none of that id.
   * @throws ConfigFileError when the link has ended but comes back with a restart
   */
  async revoke(camera: string, id: string): Promise<boolean> {
    if (this.#file.links.get(id)?.camera !== camera) return false;
    this.#file.links.delete(id);
    this.#onRevoked();
    await this.#file.save();
    return true;
  }

  /**
   * The links of a camera follow it to its new id; their addresses stay as they are. Those of a camera whose id another
   * one has now end.
   * @param renamed old id to new id
   * @param taken the ids that another camera has now
   */
  rename(renamed: ReadonlyMap<string, string>, taken: ReadonlySet<string>): void {
    const { links } = this.#file;
    let [moved, ended] = [false, false];
    for (const link of links.values()) {
      const camera = renamed.get(link.camera);
      if (camera !== undefined) {
        link.made_for ??= link.camera;
        link.camera = camera;
        moved = true;
      } else if (taken.has(link.camera)) {
        links.delete(link.id);
        ended = true;
      }
    }
    if (ended) this.#onRevoked();
    if (moved || ended)
      this.#file.saveLater('links of renamed and deleted cameras may be wrong after a restart');
  }

  /** Ends the links of all other cameras, so that they do not open a later camera with the same id. */
  keepOnly(cameras: readonly string[]): void {
    const { links } = this.#file;
    const others = [...links.values()].filter(({ camera }) => !cameras.includes(camera));
    if (others.length === 0) return;
    for (const { id } of others) links.delete(id);
    this.#onRevoked();
    this.#file.saveLater('links of deleted cameras may be back after a restart');
  }

  /** The query field `token` of a link: its id, and a signature over all its limits. */
  tokenOf({ id, camera, made_for = camera, scope, expires_at, fps, width }: StoredLink): string {
    const limits = JSON.stringify(['link', id, made_for, scope, expires_at, fps ?? null, width ?? null]);
    return `${id}.${createHmac('sha256', this.#file.signingKey).update(limits).digest('base64url')}`;
  }

  check(token: string): LinkPrincipal | RefusedCredential {
    const link = this.#file.links.get(tokenPattern.exec(token)?.[1] ?? '');
    if (!link || !sameText(token, this.tokenOf(link))) return { refused: 'unknown' };
    if (this.#isExpired(link)) return { refused: 'expired' };
    const { id, camera, made_for, scope, fps, width } = link;
    const limits = { camera, scope, fps, width, ...(made_for !== undefined && { madeFor: made_for }) };
    return { kind: 'link', id, limits };
  }

  isValid({ id }: LinkPrincipal): boolean {
    const link = this.#file.links.get(id);
    return link !== undefined && !this.#isExpired(link);
  }

  expiresAt({ id }: LinkPrincipal): number | undefined {
    const link = this.#file.links.get(id);
    return link && Date.parse(link.expires_at);
  }

  #isExpired(link: StoredLink): boolean {
    if (link.expired) return true;
    if (this.clock.now().getTime() < Date.parse(link.expires_at)) return false;
    link.expired = true;
    this.#noteTime();
    this.#file.saveLater('a link that has expired may be back after a restart with a wrong clock');
    return true;
  }

  #endExpired(): void {
    for (const link of this.#file.links.values()) this.#isExpired(link);
  }

  /** Notes the time for the file; false when no link depends on it. */
  #noteTime(): boolean {
    const isNeeded = [...this.#file.links.values()].some(({ expired }) => !expired);
    // Without a link to protect, a clock that was once far ahead is forgotten.
    if (!isNeeded) this.clock.forget();
    this.#file.latestAt = isNeeded ? this.clock.now() : undefined;
    return isNeeded;
  }
}
