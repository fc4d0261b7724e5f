import { extname, relative } from 'node:path';
import type { RecordBody } from '../../../contract/default-camera.ts';
import { errnoOf } from '../../../runtime/errno.ts';
import { exists } from '../../../runtime/exists.ts';
import { pathInside } from '../../../runtime/path-inside.ts';
import { ApiError } from '../../message/api-error.ts';
import type { NewRecording, SingleRecorder } from './single-recorder.ts';

/** Clients of the earlier server send the first; the pictures of the camera are the second. */
const codecs = ['mp4v', 'mjpg'];
const [minFps, maxFps] = [0.01, 240];
const fileEnding = '.mkv';
/** Endings of films that are not what is written here. */
const otherEndings = ['.mp4', '.m4v', '.avi', '.mov', '.mjpg', '.mjpeg'];

/** @throws ApiError 400 where the body asks for what cannot be done */
export async function readRecording(
  { path, fps, codec }: RecordBody,
  recorder: Pick<SingleRecorder, 'folder' | 'newPath'>,
): Promise<Omit<NewRecording, 'camera'>> {
  if (fps !== undefined && (fps < minFps || fps > maxFps))
    throw refusal('fps', `fps should be between ${minFps} and ${maxFps}.`);
  if (codec !== undefined && !codecs.includes(codec.toLowerCase()))
    throw refusal(
      'codec',
      'codec should be mp4v or MJPG: the file has the pictures of the camera as they are.',
    );
  return {
    path: path === undefined ? recorder.newPath() : await newFile(recorder.folder, path),
    framesPerSecond: fps,
  };
}

async function newFile(folder: string, path: string): Promise<string> {
  const inside = path.length > 1_000 ? undefined : await pathInside(folder, withEnding(path));
  if (inside === undefined)
    throw refusal('path', `path should name a file inside the recordings folder ${folder}.`);
  if (!isPlain(relative(folder, inside))) {
    const detail = 'path should name a file, e.g. door.mkv: no part of it may begin with a dot or ~.';
    throw refusal('path', detail);
  }
  const isTaken = await exists(inside).catch((error: unknown) => {
    throw refusal('path', `path cannot be used: ${errnoOf(error)}.`);
  });
  if (isTaken) throw refusal('path', `path names a file that is already there: ${inside}.`);
  return inside;
}

/** Hidden files would be overlooked, and a shell means something else by ~. */
function isPlain(path: string): boolean {
  return !/\p{Cc}/u.test(path) && path.split('/').every((part) => part.trim() !== '' && !/^[.~]/.test(part));
}

/** A client that asks for door.mp4 gets door.mkv: the file says what it is. */
function withEnding(path: string): string {
  const ending = extname(path);
  if (ending.toLowerCase() === fileEnding) return path;
  const isOther = otherEndings.includes(ending.toLowerCase());
  return `${isOther ? path.slice(0, -ending.length) : path}${fileEnding}`;
}

function refusal(field: string, detail: string): ApiError {
  return new ApiError(400, 'bad-value', detail, { field });
}
