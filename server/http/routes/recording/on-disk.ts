import { MatroskaError } from '../../../recording/matroska/matroska-error.ts';
import { DecodeError } from '../../../recording/playback/video/decode-error.ts';
import { ReadLaneError } from '../../../recording/playback/read-lane.ts';
import { storageProblem } from '../../../recording/segment/storage-problem.ts';
import type { RecordingStore } from '../../../recording/storage/recording-store.ts';
import { errnoOf } from '../../../runtime/errno.ts';
import { ApiError } from '../../message/api-error.ts';
import { unavailable } from './found-recording.ts';

/** Does something with a recording's file. @throws ApiError 503 for what the file system or the readers' lane throws, 500 for a file that is none */
export async function onDisk<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    // Its code is no errno.
    if (error instanceof ApiError) throw error;
    if (error instanceof MatroskaError) {
      throw new ApiError(500, 'recording-unreadable', `The recording cannot be read: ${error.message}.`);
    }
    if (error instanceof ReadLaneError) {
      if (error.kind === 'hung') throw unavailable('hung', error.message);
      throw new ApiError(503, 'busy', error.message, { headers: { 'Retry-After': '2' } });
    }
    if (error instanceof DecodeError) {
      throw new ApiError(503, error.kind, error.message, { headers: { 'Retry-After': '5' } });
    }
    if (errnoOf(error) === '') throw error;
    const { kind, message } = storageProblem(error);
    throw unavailable(kind, message);
  }
}

/** As `onDisk`, for a file that a person may have removed: then the disk is not to blame. @throws ApiError as `onDisk`; 404 */
export function onFile<T>(store: Pick<RecordingStore, 'check'>, act: () => Promise<T>): Promise<T> {
  return onDisk(() =>
    act().catch(async (error: unknown) => {
      if (errnoOf(error) !== 'ENOENT') throw error;
      const state = await store.check();
      if (state.kind === 'problem') throw unavailable(state.problem.kind, state.problem.message);
      throw new ApiError(404, 'unknown-recording', 'The file is not there any more.');
    }),
  );
}
