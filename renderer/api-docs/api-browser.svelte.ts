import type { CameraHealth } from '../../server/contract/health.ts';
import type { SessionAnswer } from '../../server/contract/session.ts';
import { fetchHealth } from '../api.ts';
import { errorText } from '../../server/contract/error-text.ts';
import type { AddressedCamera } from '../parts/camera-addresses.ts';
import { fetchSession } from '../session-api.ts';
import { readApiDescription, type ApiDescription, type DescribedOperation } from './description.ts';
import { found } from './search-operations.ts';

export type ApiBrowserState =
  { kind: 'loading' } | { kind: 'failed'; why: string } | { kind: 'loaded'; description: ApiDescription };

/** The fields of a camera that its addresses need. */
export type NamedCamera = AddressedCamera & Pick<CameraHealth, 'name'>;

/** The state of the API page: the description, the search and the chosen camera. */
export class ApiBrowser {
  state = $state.raw<ApiBrowserState>({ kind: 'loading' });
  cameras = $state.raw<NamedCamera[]>([]);
  session = $state.raw<SessionAnswer>();
  query = $state('');
  /** The id of the open operation, or empty. One at a time keeps the page short. */
  opened = $state('');
  #picked = $state<string>();

  readonly camera = $derived(this.cameras.find(({ id }) => id === this.#picked) ?? this.cameras[0]);
  readonly groups = $derived.by((): [string, DescribedOperation[]][] => {
    if (this.state.kind !== 'loaded') return [];
    return [...Map.groupBy(found(this.state.description.operations, this.query), ({ group }) => group)];
  });
  readonly foundCount = $derived(this.groups.reduce((sum, [, operations]) => sum + operations.length, 0));
  /** The user name in curl lines; undefined while the server asks for no login. */
  readonly user = $derived(this.session?.auth_enabled ? (this.session.user ?? 'USER') : undefined);

  /** Never rejects. */
  async load(signal: AbortSignal): Promise<void> {
    this.state = { kind: 'loading' };
    try {
      const [description, { cameras }, session] = await Promise.all([
        readApiDescription(),
        fetchHealth(signal),
        fetchSession(signal),
      ]);
      this.cameras = cameras;
      this.session = session;
      this.state = { kind: 'loaded', description };
    } catch (error) {
      this.state = { kind: 'failed', why: errorText(error) };
    }
  }

  pick(camera: string): void {
    this.#picked = camera;
  }
}
