import type { CameraState } from '../contract/camera-state.ts';
import { captureErrorText } from '../contract/capture-error.ts';
import type { Logger } from '../log/logger.ts';
import type { Camera } from './camera.ts';

/**
 * Logs the changes that people need to know: a camera fails (once, not once per retry), works again, or its capture
 * chose other settings than the configured ones.
 */
export class StateLog {
  readonly #logger: Logger;
  /** The last line that each camera logged, so that it is not repeated. */
  readonly #said = new WeakMap<Camera, string>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  stateChanged(camera: Camera): void {
    const { state } = camera;
    const key = logKey(state);
    if (key === undefined || this.#said.get(camera) === key) return;
    const before = this.#said.get(camera);
    this.#said.set(camera, key);
    const fields = { camera: camera.config.id };
    if (state.kind === 'retrying') {
      const { title, advice } = captureErrorText[state.reason];
      this.#logger.warn({ ...fields, reason: state.reason, detail: state.detail }, `${title}. ${advice}`);
    } else if (state.kind === 'live' && before !== 'sleeping') {
      this.#logger.info({ ...fields, notices: camera.notices }, before === undefined ? 'live' : 'live again');
    } else {
      this.#logger.debug(fields, state.kind);
    }
  }
}

/** Undefined for a state in between, which is not worth a line. */
function logKey(state: CameraState): string | undefined {
  switch (state.kind) {
    case 'starting':
      return undefined;
    case 'retrying':
      return `retrying: ${state.reason}`;
    case 'live':
    case 'sleeping':
    case 'stopped':
      return state.kind;
    default:
      return state satisfies never;
  }
}
