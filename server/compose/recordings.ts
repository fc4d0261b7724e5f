import { join } from 'node:path';
import { z } from 'zod';
import type { Camera } from '../camera/camera.ts';
import { readFileText } from '../config/file-text.ts';
import { replaceFile } from '../config/whole-file.ts';
import { defaultRecord } from '../contract/config/record.ts';
import { defaultStills, defaultTimelapse } from '../contract/config/timed-pictures.ts';
import { publishFailureText, type PublishError, type PublishFailure } from '../contract/publish.ts';
import type { VideoPicture } from '../publish/encoder/camera-encoder.ts';
import type { EncodedCamera, Encoders } from '../publish/encoders.ts';
import type { VideoProblem, VideoSource } from '../recording/video/encoded-video.ts';
import { errorText } from '../contract/error-text.ts';
import type { CameraToRecord } from '../recording/recording-session.ts';
import type { RecordedCamera } from '../recording/mode/camera-recorder.ts';
import { Playbacks } from '../recording/playback/playbacks.ts';
import { Recordings } from '../recording/recordings.ts';
import { SingleRecording } from '../recording/single-recording.ts';
import {
  recordingsDiskFileName,
  type ChosenDisk,
  type DiskMemory,
} from '../recording/storage/claimed-disk.ts';
import { UploadError } from '../recording/upload/upload-error.ts';
import { begunUploadSchema, type UploadMemory } from '../recording/upload/upload-memory.ts';
import { Uploads } from '../recording/upload/uploads.ts';
import type { CameraPart } from './cameras.ts';
import type { Foundation } from './foundation.ts';

export type RecordingPart = ReturnType<typeof composeRecordings>;

/** Joins the recording of the cameras; what is told of it over HTTP is joined with the pages. */
export function composeRecordings(
  { options, clock, faults, logger, dataFolder, store, stop }: Foundation,
  { cameras, changed }: Pick<CameraPart, 'cameras' | 'changed'>,
  encoders: Encoders,
) {
  const sources = new WeakMap<Camera, RecordedCamera>();
  const sourceOf = (camera: Camera): RecordedCamera => {
    const known = sources.get(camera);
    if (known) return known;
    const { id } = camera.config;
    const source: RecordedCamera = {
      id,
      subscribe: (onFrame, onEnd) => camera.hub.subscribe('recorder', onFrame, onEnd),
      video: videoOf(camera, encoders),
    };
    sources.set(camera, source);
    return source;
  };
  const recordings = new Recordings({
    ...{ clock, logger, dataFolder },
    memory: diskMemory(join(dataFolder, recordingsDiskFileName)),
    settings: () => {
      const { recordings: settings } = store.current;
      return { ...settings, folder: settings.folder ?? options.record.outputFolder ?? null };
    },
    cameras: () =>
      cameras.cameras.map((camera): CameraToRecord => {
        const { name, record, timelapse, stills } = camera.config;
        return {
          ...{ camera: sourceOf(camera), name, settings: record ?? defaultRecord() },
          timelapse: timelapse ?? defaultTimelapse(),
          stills: stills ?? defaultStills(),
        };
      }),
  });
  const playbacks = new Playbacks(recordings, clock, (error) => faults.note('websocket', error));
  const uploads = new Uploads({
    ...{ recordings, clock, logger, random: Math.random },
    settings: () => store.current.recordings.upload,
    memory: uploadMemory(join(dataFolder, uploadFileName)),
  });
  let uploading: Promise<void> | undefined;
  const singleRecorder = new SingleRecording({
    ...{ recordings, clock, logger },
    ...options.record,
    camera(id) {
      const camera = cameras.camera(id);
      return camera && { camera: sourceOf(camera), name: camera.config.name };
    },
  });
  /** Of cameras with a flight recorder: whether they were live when that was last looked at. */
  const live = new Set<string>();
  const noteCamera = (id: string) => {
    const kind = cameras.camera(id)?.state.kind;
    if (kind === 'retrying' && live.delete(id)) recordings.session?.recorder(id)?.disconnected();
    else if (kind === 'live') live.add(id);
    else if (kind === undefined || kind === 'sleeping') live.delete(id);
  };
  return {
    recordings,
    uploads,
    playbacks,
    routeParts: { recordings, playbacks, singleRecorder, uploads },
    /** Follows the configuration from now on. */
    start() {
      changed.add(noteCamera, stop.signal);
      recordings.onState((id) => changed.tell(id), stop.signal);
      store.onChange(async () => {
        await recordings.apply();
        uploads.apply();
      }, stop.signal);
    },
    /** Records what is configured. */
    async runFirst() {
      await recordings.apply();
      void recordings.keepLimits(stop.signal);
      uploading = uploads.run(stop.signal);
    },
    async close() {
      await Promise.all([recordings.close(), uploading]);
    },
  };
}

/** A camera's H.264 for its recorder. */
function videoOf(camera: EncodedCamera, encoders: Encoders): VideoSource {
  return {
    watch(watcher, signal) {
      const reader = {
        picture: (picture: VideoPicture) => watcher.picture(picture),
        withdrawn: () => watcher.withdrawn(),
        ended: () => watcher.ended(),
        failed: ({ code, message }: PublishError) => watcher.failed(videoProblem(code, message)),
      };
      if (encoders.add(camera, reader, 'recorder', signal)) return undefined;
      return videoProblem('too-many-encoders', `this machine encodes ${encoders.max} cameras at a time`);
    },
  };
}

function videoProblem(code: PublishFailure, detail: string): VideoProblem {
  const isOfEncoder = code === 'no-ffmpeg' || code === 'too-many-encoders';
  return {
    reason: isOfEncoder ? code : 'encoder-failed',
    message: `${publishFailureText[code].title}: ${detail}.`,
  };
}

const uploadFileName = 'upload.json';
const diskSchema = z.object({ folder: z.string(), id: z.string() });

/** The disk that was chosen for recordings, in the data folder. A file that cannot be read is as good as none. */
function diskMemory(path: string): DiskMemory {
  return {
    read: (): Promise<ChosenDisk | undefined> => readKept(path, diskSchema),
    write: (disk) => replaceFile(path, `${JSON.stringify(disk ?? {})}\n`),
  };
}

/** The upload that was begun. A file that cannot be read is as good as none: the storage removes parts by itself. */
function uploadMemory(path: string): UploadMemory {
  return {
    read: () => readKept(path, begunUploadSchema),
    async write(begun) {
      try {
        await replaceFile(path, `${JSON.stringify(begun ?? {})}\n`);
      } catch (error) {
        throw new UploadError('disk', errorText(error), { cause: error });
      }
    },
  };
}

async function readKept<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const file = await readFileText(path);
  if (file.kind !== 'text') return undefined;
  try {
    return schema.safeParse(JSON.parse(file.text)).data;
  } catch {
    return undefined; // not JSON
  }
}
