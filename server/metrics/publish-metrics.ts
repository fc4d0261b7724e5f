import type { Registry } from 'prom-client';
import { addSampledMetric, type Sample, type SampledMetric } from './sampled-metric.ts';

/** What the encoders and pushes of the cameras have done since the server began. */
export interface PublishFigures {
  encoders: {
    camera: string;
    isRunning: boolean;
    framesIn: number;
    pictures: number;
    bytes: number;
    starts: number;
    framesDropped: number;
    skipped: number;
  }[];
  pushes: {
    camera: string;
    state: string;
    pictures: number;
    bytes: number;
    skipped: number;
    connections: number;
  }[];
}

type Metric<T> = Pick<SampledMetric, 'name' | 'help' | 'type'> & { read: (figures: T) => number };

/** Adds what is encoded as H.264 and published. A server that does neither has no series. */
export function addPublishMetrics(registry: Registry, figures: () => PublishFigures): void {
  for (const { read, ...metric } of encoderMetrics) {
    addSampledMetric(registry, {
      ...metric,
      labelNames: ['camera'],
      samples: () =>
        figures().encoders.map((each) => ({ value: read(each), labels: { camera: each.camera } })),
    });
  }
  for (const { read, ...metric } of pushMetrics) {
    addSampledMetric(registry, {
      ...metric,
      labelNames: ['camera'],
      samples: () => figures().pushes.map((each) => ({ value: read(each), labels: { camera: each.camera } })),
    });
  }
  addSampledMetric(registry, {
    name: 'rpicam_publish_state',
    help: 'The state of the push to an RTSP server (1 = it is in this one): waiting, connecting, publishing, failed.',
    type: 'gauge',
    labelNames: ['camera', 'state'],
    samples: () =>
      figures().pushes.map(({ camera, state }): Sample => ({ value: 1, labels: { camera, state } })),
  });
}

const encoderMetrics: Metric<PublishFigures['encoders'][number]>[] = [
  {
    name: 'rpicam_encoder_running',
    help: 'Whether the camera is being encoded as H.264 (1 = it is).',
    type: 'gauge',
    read: ({ isRunning }) => Number(isRunning),
  },
  {
    name: 'rpicam_encoder_starts_total',
    help: 'Starts of the H.264 encoder, also after failures and where the size of the picture changed.',
    type: 'counter',
    read: ({ starts }) => starts,
  },
  {
    name: 'rpicam_encoder_frames_in_total',
    help: 'Frames given to the H.264 encoder.',
    type: 'counter',
    read: ({ framesIn }) => framesIn,
  },
  {
    name: 'rpicam_encoder_frames_dropped_total',
    help: 'Frames that the H.264 encoder did not get because it was starting or slow.',
    type: 'counter',
    read: ({ framesDropped }) => framesDropped,
  },
  {
    name: 'rpicam_encoder_frames_out_total',
    help: 'Frames that the H.264 encoder made.',
    type: 'counter',
    read: ({ pictures }) => pictures,
  },
  {
    name: 'rpicam_encoder_bytes_total',
    help: 'Bytes that the H.264 encoder made.',
    type: 'counter',
    read: ({ bytes }) => bytes,
  },
  {
    name: 'rpicam_encoder_viewer_frames_dropped_total',
    help: 'Frames that viewers of video.mp4 did not get because they read too slowly.',
    type: 'counter',
    read: ({ skipped }) => skipped,
  },
];

const pushMetrics: Metric<PublishFigures['pushes'][number]>[] = [
  {
    name: 'rpicam_publish_connections_total',
    help: 'Connections on which an RTSP server took the video.',
    type: 'counter',
    read: ({ connections }) => connections,
  },
  {
    name: 'rpicam_publish_frames_total',
    help: 'Frames published.',
    type: 'counter',
    read: ({ pictures }) => pictures,
  },
  {
    name: 'rpicam_publish_frames_dropped_total',
    help: 'Frames that an RTSP server did not get because it read too slowly.',
    type: 'counter',
    read: ({ skipped }) => skipped,
  },
  {
    name: 'rpicam_publish_bytes_total',
    help: 'Bytes published.',
    type: 'counter',
    read: ({ bytes }) => bytes,
  },
];
