import type { Registry } from 'prom-client';
import { addTimedMetrics, type TimedFigures } from './timed-metrics.ts';
import { addSampledMetric, type Sample, type SampledMetric } from './sampled-metric.ts';

/** What one camera's recorder has done since it was made. */
export interface RecorderFigures {
  camera: string;
  state: string;
  /** Of a camera that is to be recorded as H.264: whether it is MJPEG now; undefined for others. */
  isMjpegInstead: boolean | undefined;
  frames: number;
  bytes: number;
  segments: number;
  drops: Partial<Record<string, number>>;
  /** Seconds; undefined before the first write. */
  lastWriteAge: number | undefined;
  queuedBytes: number;
  ringBytes: number;
  ringSeconds: number;
}

export interface RecordingFigures {
  /** Of the cameras that are to be recorded. */
  recorders: RecorderFigures[];
  /** Undefined: no folder is used. */
  storage: { isReady: boolean; freeBytes: number | undefined; totalBytes: number | undefined } | undefined;
  /** On the disk. */
  stored: { camera: string; kind: string; segments: number; bytes: number }[];
  /** Of films and stills. */
  timed: TimedFigures[];
  playback: PlaybackFigures;
  /** Undefined: there is no folder. */
  exports: ExportFigures | undefined;
}

/** Of all who read recordings. */
export interface PlaybackFigures {
  tiles: number;
  sent: number;
  skipped: number;
  /** Open now. */
  files: number;
  /** Of memory, for the places of the frames in them. */
  tableBytes: number;
  /** Programs that make pictures of H.264 for tiles. */
  decoders: number;
  /** Readers that the disk did not answer in time, or that found too many others waiting or no free decoder. */
  refusedReads: number;
}

export interface ExportFigures {
  /** How many there are in each state. */
  states: Record<string, number>;
  /** Since the start, by how they ended. */
  ended: Record<string, number>;
  /** Of the files of those that are done. */
  bytes: number;
}

interface RecorderMetric extends Pick<SampledMetric, 'name' | 'help' | 'type'> {
  /** Beside "camera". */
  labelName?: string;
  /** Undefined: no sample. */
  read: (recorder: RecorderFigures) => number | undefined | Sample[];
}

/** Adds what is recorded. A server that records nothing has no series. */
export function addRecordingMetrics(registry: Registry, figures: () => RecordingFigures): void {
  for (const { labelName, read, ...metric } of recorderMetrics) {
    addSampledMetric(registry, {
      ...metric,
      labelNames: ['camera', ...(labelName ? [labelName] : [])],
      samples: () =>
        figures().recorders.flatMap((recorder) => {
          const value = read(recorder);
          if (value === undefined) return [];
          const samples = typeof value === 'number' ? [{ value }] : value;
          return samples.map((sample: Sample) => ({
            value: sample.value,
            labels: { camera: recorder.camera, ...sample.labels },
          }));
        }),
    });
  }
  addStorageMetrics(registry, figures);
  for (const { read, ...metric } of playbackMetrics)
    addSampledMetric(registry, { ...metric, samples: () => [{ value: read(figures().playback) }] });
  addTimedMetrics(registry, () => figures().timed);
  addExportMetrics(registry, () => figures().exports);
}

const playbackMetrics: (Pick<SampledMetric, 'name' | 'help' | 'type'> & {
  read: (playback: PlaybackFigures) => number;
})[] = [
  {
    name: 'rpicam_playback_tiles',
    help: 'Tiles that play recordings.',
    type: 'gauge',
    read: ({ tiles }) => tiles,
  },
  {
    name: 'rpicam_playback_frames_total',
    help: 'Frames of recordings sent to tiles.',
    type: 'counter',
    read: ({ sent }) => sent,
  },
  {
    name: 'rpicam_playback_frames_skipped_total',
    help: 'Frames of recordings left out because the time of a later one had come.',
    type: 'counter',
    read: ({ skipped }) => skipped,
  },
  {
    name: 'rpicam_playback_open_files',
    help: 'Recordings that are open for reading.',
    type: 'gauge',
    read: ({ files }) => files,
  },
  {
    name: 'rpicam_playback_table_bytes',
    help: 'Memory for the places of the frames in open recordings.',
    type: 'gauge',
    read: ({ tableBytes }) => tableBytes,
  },
  {
    name: 'rpicam_playback_decoders',
    help: 'Programs that make pictures of recordings in H.264 for tiles.',
    type: 'gauge',
    read: ({ decoders }) => decoders,
  },
  {
    name: 'rpicam_playback_reads_refused_total',
    help: 'Reads of recordings that the disk did not answer in time, or that found too many others.',
    type: 'counter',
    read: ({ refusedReads }) => refusedReads,
  },
];

const recorderMetrics: RecorderMetric[] = [
  {
    name: 'rpicam_recording_state',
    help: 'The state of the recording (1 = it is in this one): off, waiting, recording, gap, failed.',
    type: 'gauge',
    labelName: 'state',
    read: ({ state }) => [{ value: 1, labels: { state } }],
  },
  {
    name: 'rpicam_recording_as_mjpeg',
    help: 'Of cameras to be recorded as H.264: 1 while no encoder gives it, and MJPEG is recorded instead.',
    type: 'gauge',
    read: ({ isMjpegInstead }) => (isMjpegInstead === undefined ? undefined : Number(isMjpegInstead)),
  },
  {
    name: 'rpicam_recording_frames_total',
    help: 'Frames written.',
    type: 'counter',
    read: ({ frames }) => frames,
  },
  {
    name: 'rpicam_recording_bytes_total',
    help: 'Bytes written.',
    type: 'counter',
    read: ({ bytes }) => bytes,
  },
  {
    name: 'rpicam_recording_segments_total',
    help: 'Files closed.',
    type: 'counter',
    read: ({ segments }) => segments,
  },
  {
    name: 'rpicam_recording_frames_dropped_total',
    help: 'Frames that were to be recorded and are in no file, by reason.',
    type: 'counter',
    labelName: 'reason',
    read: ({ drops }) => Object.entries(drops).map(([reason, value = 0]) => ({ value, labels: { reason } })),
  },
  {
    name: 'rpicam_recording_last_write_age_seconds',
    help: 'Seconds since frames were written.',
    type: 'gauge',
    read: ({ lastWriteAge }) => lastWriteAge,
  },
  {
    name: 'rpicam_recording_queued_bytes',
    help: 'Bytes that wait for the disk.',
    type: 'gauge',
    read: ({ queuedBytes }) => queuedBytes,
  },
  {
    name: 'rpicam_recording_ring_bytes',
    help: 'Memory of the flight recorder.',
    type: 'gauge',
    read: ({ ringBytes }) => ringBytes,
  },
  {
    name: 'rpicam_recording_ring_seconds',
    help: 'Seconds that the flight recorder has in memory.',
    type: 'gauge',
    read: ({ ringSeconds }) => ringSeconds,
  },
];

function addStorageMetrics(registry: Registry, figures: () => RecordingFigures): void {
  const ofStorage =
    (read: (storage: NonNullable<RecordingFigures['storage']>) => number | undefined) => () => {
      const { storage } = figures();
      const value = storage && read(storage);
      return value === undefined ? [] : [{ value }];
    };
  addSampledMetric(registry, {
    name: 'rpicam_recording_storage_ready',
    help: 'Whether recordings can be stored (1 = they can).',
    type: 'gauge',
    samples: ofStorage(({ isReady }) => Number(isReady)),
  });
  addSampledMetric(registry, {
    name: 'rpicam_recording_storage_free_bytes',
    help: 'Free bytes of the disk with the recordings.',
    type: 'gauge',
    samples: ofStorage(({ freeBytes }) => freeBytes),
  });
  addSampledMetric(registry, {
    name: 'rpicam_recording_storage_size_bytes',
    help: 'Size of the disk with the recordings.',
    type: 'gauge',
    samples: ofStorage(({ totalBytes }) => totalBytes),
  });
  addSampledMetric(registry, {
    name: 'rpicam_recording_stored_bytes',
    help: 'Bytes on the disk, by kind: recording, timelapse, still.',
    type: 'gauge',
    labelNames: ['camera', 'kind'],
    samples: () =>
      figures().stored.map(({ camera, kind, bytes }) => ({ value: bytes, labels: { camera, kind } })),
  });
  addSampledMetric(registry, {
    name: 'rpicam_recording_stored_segments',
    help: 'Files on the disk, by kind.',
    type: 'gauge',
    labelNames: ['camera', 'kind'],
    samples: () =>
      figures().stored.map(({ camera, kind, segments }) => ({ value: segments, labels: { camera, kind } })),
  });
}

function addExportMetrics(registry: Registry, figures: () => ExportFigures | undefined): void {
  const byLabel = (label: string, values: Record<string, number> = {}): Sample[] =>
    Object.entries(values).map(([name, value]) => ({ value, labels: { [label]: name } }));
  addSampledMetric(registry, {
    name: 'rpicam_recording_exports',
    help: 'Exports that there are: waiting, running, done, failed, cancelled.',
    type: 'gauge',
    labelNames: ['state'],
    samples: () => byLabel('state', figures()?.states),
  });
  addSampledMetric(registry, {
    name: 'rpicam_recording_exports_total',
    help: 'Exports that ended: done, failed, cancelled.',
    type: 'counter',
    labelNames: ['outcome'],
    samples: () => byLabel('outcome', figures()?.ended),
  });
  addSampledMetric(registry, {
    name: 'rpicam_recording_exports_bytes',
    help: 'Bytes of the files of exports.',
    type: 'gauge',
    samples: () => {
      const bytes = figures()?.bytes;
      return bytes === undefined ? [] : [{ value: bytes }];
    },
  });
}
