import type { Capture, CaptureReport } from '../capture/capture.ts';
import type { CameraState } from '../contract/camera-state.ts';
import type { CameraConfig } from '../contract/config/camera.ts';
import type { CapturedImage } from '../frame/frame.ts';
import type { Faults } from '../log/faults.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Camera } from './camera.ts';
import type { EditPicture } from './edit/edit-picture.ts';
import type { ChangeControls } from './live-controls.ts';
import type { PlaceholderReason } from './placeholder-feed.ts';

/** The functions and values that a camera gets from the rest of the server. */
export interface CameraParts {
  clock: Clock;
  faults: Pick<Faults, 'note'>;
  /** `config` returns the current settings: some take effect while the capture runs. */
  openCapture: (config: () => CameraConfig, report: CaptureReport) => Capture;
  renderPlaceholder: (
    config: CameraConfig,
    reason: PlaceholderReason,
    signal: AbortSignal,
  ) => Promise<Omit<CapturedImage, 'capturedAtMs'>>;
  /** Changes a picture as the configuration says. */
  editPicture: EditPicture;
  /** Changes the controls of a device while it may be captured. */
  changeControls: ChangeControls;
  /** The longest wait between two retries. */
  retryCeilingMs: number;
  /** The most pictures a second that one camera passes on. */
  maxFramesPerSecond: () => number;
  /** How long a capture runs on after the last subscriber left. */
  lingerMs: () => number;
  /** Called at every change of state, and when the capture has a new notice. */
  onState: (camera: Camera, before: CameraState) => void;
  onProblem: (camera: Camera, error: unknown) => void;
}
