import type { CameraHealth } from '../../../server/contract/health.ts';
import {
  defaultWallSettings,
  maxTilesPerPage,
  type TileSettings,
  type WallCommand,
  type WallSettings,
} from '../../../server/contract/wall.ts';
import { groupsOf } from '../../parts/camera-groups.ts';
import type { Arrangement } from './layout.ts';
import { orderedCameras, pickedCameras } from './ordered-cameras.ts';
import { tileSettingsOf } from './tile-settings.ts';

/** The content of a wall: its cameras and pages, the enlarged camera, and a message across the wall. */
export class WallModel {
  /** The saved settings of this wall. */
  settings = $state.raw<WallSettings>(defaultWallSettings());
  /** All cameras from the last answer of the server, in configured order. */
  cameras = $state.raw<CameraHealth[]>([]);
  /** Ids of the cameras that a command shows for now, in this order; null: the cameras of `settings`. */
  shown = $state.raw<readonly string[] | null>(null);
  /** The group that a person picked; null: all groups, undefined: the group of `settings`. */
  group = $state<string | null>();
  enlarged = $state<string | null>(null);
  message = $state.raw<{ text: string; seconds: number } | null>(null);
  #page = $state(0);

  /** The groups that cameras are in, each once. */
  readonly groups = $derived(groupsOf(this.cameras));
  /** The group that is shown; null: all. A saved group without cameras counts as all, so that it hides nothing. */
  readonly activeGroup = $derived(this.#knownGroup());
  /** The group that the address names or a person picked, if no camera is in it; else null. */
  readonly missingGroup = $derived(this.#missingGroup());
  /** All cameras of this wall, in the order of the wall. */
  readonly tiles = $derived(this.#arranged());
  readonly perPage = $derived(Math.min(this.settings.per_page ?? maxTilesPerPage, maxTilesPerPage));
  readonly pageCount = $derived(Math.max(1, Math.ceil(this.tiles.length / this.perPage)));
  /** The page that is shown, from 0. */
  readonly page = $derived(Math.min(this.#page, this.pageCount - 1));
  /** The cameras of the page that is shown. */
  readonly pageTiles = $derived(this.tiles.slice(this.page * this.perPage, (this.page + 1) * this.perPage));
  // This is derived apart: the cameras change with every poll, and a Pi needs a while to lay out many tiles.
  readonly #bigIndex = $derived(this.#bigPlace());
  readonly arrangement = $derived<Arrangement>(
    this.settings.layout.kind === 'big' ? { kind: 'big', index: this.#bigIndex } : this.settings.layout,
  );
  readonly enlargedCamera = $derived(this.cameras.find(({ id }) => id === this.enlarged));
  /** The id that the address names, if no camera has it; else null. */
  readonly missingCamera = $derived(this.enlargedCamera || this.cameras.length === 0 ? null : this.enlarged);

  /** Takes the cameras of the last answer. A deleted camera that was enlarged stays closed when it is added again. */
  takeCameras(cameras: CameraHealth[]): void {
    const wasThere = this.enlargedCamera !== undefined;
    this.cameras = cameras;
    if (wasThere && !this.enlargedCamera) this.enlarged = null;
  }

  /** Turns to the next or previous page. The first page follows the last one. */
  turnPage(by: 1 | -1): void {
    this.#page = (this.page + by + this.pageCount) % this.pageCount;
  }

  /** @param page from 0 */
  showPage(page: number): void {
    this.#page = Math.max(0, Math.min(page, this.pageCount - 1));
  }

  /** @param group null: all cameras */
  pickGroup(group: string | null): void {
    this.group = group;
    this.shown = null;
    this.#page = 0;
  }

  /** Makes a camera fill the wall, and turns to its page. An unknown id changes nothing. */
  enlarge(id: string): void {
    if (!this.cameras.some((camera) => camera.id === id)) return;
    this.enlarged = id;
    const at = this.tiles.findIndex((camera) => camera.id === id);
    if (at >= 0) this.showPage(Math.floor(at / this.perPage));
  }

  /** Shows all tiles again. */
  backToWall(): void {
    this.enlarged = null;
  }

  /** Enlarges the camera before or after the enlarged one. */
  enlargeNext(by: 1 | -1): void {
    const at = this.tiles.findIndex(({ id }) => id === this.enlarged);
    const from = at < 0 && by < 0 ? 0 : at;
    const next = this.tiles[(from + by + this.tiles.length) % this.tiles.length];
    if (next) this.enlarge(next.id);
  }

  /** How a camera's picture is fitted and rotated. */
  tileSettings(id: string): TileSettings {
    return tileSettingsOf(this.settings, id);
  }

  /** Follows a command that came over the API. */
  take({ show, enlarge, page, message, message_seconds = 10 }: WallCommand): void {
    if (show !== undefined) this.shown = show;
    if (page === 'next') this.turnPage(1);
    else if (page === 'previous') this.turnPage(-1);
    else if (page !== undefined) this.showPage(page - 1);
    if (enlarge === null) this.backToWall();
    else if (enlarge !== undefined) this.enlarge(enlarge);
    if (message !== undefined)
      this.message = message === null ? null : { text: message, seconds: message_seconds };
  }

  #arranged(): CameraHealth[] {
    const { cameras: order, hidden } = this.settings;
    const shown = pickedCameras(this.cameras, this.shown ?? []);
    if (shown.length > 0) return shown;
    if (this.missingGroup !== null) return [];
    const group = this.activeGroup;
    return orderedCameras(this.cameras, order).filter(
      (camera) => !hidden.includes(camera.id) && (group === null || camera.group === group),
    );
  }

  #knownGroup(): string | null {
    const { group = this.settings.group } = this;
    return group !== null && this.groups.includes(group) ? group : null;
  }

  #missingGroup(): string | null {
    const { group = null } = this;
    return this.cameras.length === 0 || group === null || this.groups.includes(group) ? null : group;
  }

  #bigPlace(): number {
    const { layout } = this.settings;
    if (layout.kind !== 'big') return 0;
    return Math.max(
      0,
      this.pageTiles.findIndex(({ id }) => id === layout.camera),
    );
  }
}
