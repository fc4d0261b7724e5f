import type { Registry } from 'prom-client';
import type { Camera } from '../camera/camera.ts';
import { publishedState, frameAgeMs } from '../camera/health-report.ts';
import { frameDropReasons } from '../contract/capture-error.ts';
import { subscriberKinds } from '../frame/subscriber-tally.ts';
import type { Clock } from '../runtime/clock.ts';
import { addSampledMetric, type Sample, type SampledMetric } from './sampled-metric.ts';

export interface CameraMetricParts {
  /** The cameras in configured order; series of other cameras are removed. */
  cameras: () => readonly Camera[];
  clock: Pick<Clock, 'nowMs'>;
}

interface CameraMetric extends Pick<SampledMetric, 'name' | 'help' | 'type'> {
  /** A label in addition to "camera". */
  labelName?: string;
  /** Undefined means no sample. */
  read: (camera: Camera, nowMs: number) => number | undefined | Sample[];
}

/** Adds all metrics of cameras; each series has the label `camera`. */
export function addCameraMetrics(registry: Registry, { cameras, clock }: CameraMetricParts): void {
  for (const { labelName, read, ...metric } of cameraMetrics) {
    const labelNames = ['camera', ...(labelName ? [labelName] : [])];
    const samples = () => {
      const nowMs = clock.nowMs();
      return cameras().flatMap((camera) => samplesOf(camera, read(camera, nowMs)));
    };
    addSampledMetric(registry, { ...metric, labelNames, samples });
  }
}

function samplesOf(camera: Camera, read: ReturnType<CameraMetric['read']>): Sample[] {
  if (read === undefined) return [];
  const samples = typeof read === 'number' ? [{ value: read }] : read;
  return samples.map(({ value, labels }) => ({ value, labels: { camera: camera.config.id, ...labels } }));
}

/** The first three have the names and labels of rpicamserver's metrics. */
const cameraMetrics: CameraMetric[] = [
  {
    name: 'rpicam_camera_online',
    help: 'Whether the camera gives pictures, or would if anybody watched (1 = online).',
    type: 'gauge',
    read: (camera, nowMs) => (publishedState(camera, nowMs).state === 'online' ? 1 : 0),
  },
  {
    name: 'rpicam_camera_subscribers',
    help: 'Viewers of the camera: open streams and tiles of walls, of any size.',
    type: 'gauge',
    read: ({ hub }) => hub.viewerCount,
  },
  {
    name: 'rpicam_camera_frame_age_seconds',
    help: 'Age of the newest frame in seconds.',
    type: 'gauge',
    read: (camera, nowMs) => seconds(frameAgeMs(camera, nowMs)),
  },
  {
    name: 'rpicam_camera_state',
    help: 'State of the camera, and the reason for a missing picture; always 1.',
    type: 'gauge',
    labelName: 'state',
    read: ({ state }) => [{ value: 1, labels: { state: state.kind } }],
  },
  {
    name: 'rpicam_camera_failure',
    help: 'Why the camera has no picture now; always 1.',
    type: 'gauge',
    labelName: 'reason',
    read: ({ state }) => (state.kind === 'retrying' ? [{ value: 1, labels: { reason: state.reason } }] : []),
  },
  {
    name: 'rpicam_camera_frames_total',
    help: 'Frames captured.',
    type: 'counter',
    read: ({ counters }) => counters.frames,
  },
  {
    name: 'rpicam_camera_bytes_total',
    help: 'Bytes of JPEG captured.',
    type: 'counter',
    read: ({ counters }) => counters.bytes,
  },
  {
    name: 'rpicam_camera_frames_per_second',
    help: 'Frames captured per second over the last three seconds, while capturing.',
    type: 'gauge',
    read: ({ meter, state }, nowMs) =>
      state.kind === 'live' ? (meter.framesPerSecond(nowMs) ?? 0) : undefined,
  },
  {
    name: 'rpicam_camera_jpeg_bytes',
    help: 'Size of the newest frame in bytes.',
    type: 'gauge',
    read: ({ counters }) => (counters.last ? counters.lastBytes : undefined),
  },
  {
    name: 'rpicam_camera_frames_dropped_total',
    help: 'Frames from the camera that were not passed on, by reason.',
    type: 'counter',
    labelName: 'reason',
    read: ({ counters }) =>
      frameDropReasons.map((reason) => ({ value: counters.dropped.get(reason) ?? 0, labels: { reason } })),
  },
  {
    name: 'rpicam_camera_frames_damaged_total',
    help: 'Frames passed on although restart markers in them were missing or wrong, so that decoders may lose parts.',
    type: 'counter',
    read: ({ counters }) => counters.damaged,
  },
  {
    name: 'rpicam_camera_capture_failures_total',
    help: 'Captures that failed, by reason.',
    type: 'counter',
    labelName: 'reason',
    read: ({ counters }) => byReason(counters.failures),
  },
  {
    name: 'rpicam_camera_capture_starts_total',
    help: 'Captures started: first, on demand, on request, or again after the failure named.',
    type: 'counter',
    labelName: 'reason',
    read: ({ counters }) => byReason(counters.starts),
  },
  {
    name: 'rpicam_camera_readers',
    help: 'Readers of the camera by kind: streams, tiles of walls and waiting snapshots of any size, and sizes being made.',
    type: 'gauge',
    labelName: 'kind',
    read: ({ hub }) => byKind(hub.tally(), 'count'),
  },
  {
    name: 'rpicam_camera_reader_frames_dropped_total',
    help: 'Frames a reader did not get because it was slow, by its kind.',
    type: 'counter',
    labelName: 'kind',
    read: ({ hub }) => byKind(hub.tally(), 'dropped'),
  },
  {
    name: 'rpicam_camera_stream_seconds_total',
    help: 'Seconds of streams and tiles served, added up over all viewers.',
    type: 'counter',
    read: ({ hub }) => {
      const { stream, live } = hub.tally();
      return stream.seconds + live.seconds;
    },
  },
];

function seconds(ms: number | null): number | undefined {
  return ms === null ? undefined : Math.round(ms) / 1_000;
}

function byReason(counts: ReadonlyMap<string, number>): Sample[] {
  return [...counts].map(([reason, value]) => ({ value, labels: { reason } }));
}

function byKind(tally: ReturnType<Camera['hub']['tally']>, field: 'count' | 'dropped'): Sample[] {
  return subscriberKinds.map((kind) => ({ value: tally[kind][field], labels: { kind } }));
}
