import type { FrameHub } from '../../frame/frame-hub.ts';
import type { CameraCounters } from '../camera-counters.ts';
import type { Notices } from '../notices.ts';
import type { PlaceholderFeed } from '../placeholder-feed.ts';
import { EditStage, type EditStageParts } from './edit-stage.ts';

/** The parts of a camera that its edits act on. */
interface EditedCamera extends Pick<EditStageParts, 'clock' | 'edits' | 'edit' | 'publish'> {
  hub: FrameHub;
  counters: CameraCounters;
  notices: Notices;
  placeholder: PlaceholderFeed;
  /** Called when there are other notices. */
  changed: () => void;
  onProblem: (error: Error) => void;
}

const failures = {
  mask: {
    title: 'The privacy mask cannot be applied',
    notice: 'The privacy mask cannot be applied, so no picture is shown:',
  },
  overlay: {
    title: 'The picture cannot be changed',
    notice: 'The picture cannot be changed as the settings say, so it is shown as it is:',
  },
} as const;

/** The stage of a camera where its pictures are changed; where they cannot be, viewers and people are told. */
export function cameraEdits(camera: EditedCamera): EditStage {
  const { hub, counters, notices, placeholder, changed, onProblem, ...stage } = camera;
  return new EditStage({
    ...stage,
    dropped: () => counters.countDrop('surplus'),
    failed(what, why) {
      const { title, notice } = failures[what];
      notices.replace('edits', [`${notice} ${why}`]);
      if (what === 'mask') placeholder.show({ title, detail: why }, 0);
      onProblem(new Error(`${title}: ${why}`));
      changed();
    },
    recovered() {
      placeholder.hide();
      notices.replace('edits', []);
      changed();
    },
    forget: () => hub.forgetLatest(),
  });
}
