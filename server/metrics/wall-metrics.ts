import type { Registry } from 'prom-client';
import type { WallHealth } from '../contract/wall.ts';
import { addSampledMetric, type Sample } from './sampled-metric.ts';

export interface WallMetricParts {
  /** The walls with open pages. */
  walls: () => WallHealth[];
  /** How often their pages asked for too much: slowed down, or disconnected. */
  floods: () => { slowed: number; ended: number };
  /** What hooks saw: sent to pages, or replaced by newer before that. */
  annotations: () => { sent: number; replaced: number };
}

/** Adds the pictures that walls have really painted. */
export function addWallMetrics(registry: Registry, { walls, floods, annotations }: WallMetricParts): void {
  const tiles = (read: (tile: WallHealth['tiles'][number]) => number | null) => () =>
    walls().flatMap(({ wall, tiles }) =>
      tiles.flatMap((tile): Sample[] => {
        const value = read(tile);
        return value === null ? [] : [{ value, labels: { wall, camera: tile.camera } }];
      }),
    );
  addSampledMetric(registry, {
    name: 'rpicam_wall_tile_frame_age_seconds',
    help: 'Age of the picture on the screen: the oldest of all pages of the wall.',
    type: 'gauge',
    labelNames: ['wall', 'camera'],
    samples: tiles(({ frame_age }) => frame_age),
  });
  addSampledMetric(registry, {
    name: 'rpicam_wall_tile_frames_per_second',
    help: 'Pictures painted per second.',
    type: 'gauge',
    labelNames: ['wall', 'camera'],
    samples: tiles(({ fps }) => fps),
  });
  addSampledMetric(registry, {
    name: 'rpicam_wall_pages',
    help: 'Open pages of the wall.',
    type: 'gauge',
    labelNames: ['wall'],
    samples: () => walls().map(({ wall, pages }) => ({ value: pages, labels: { wall } })),
  });
  addSampledMetric(registry, {
    name: 'rpicam_wall_repairs_total',
    help: 'Repairs that a wall made by itself: tiles subscribed again, connections opened again, pages loaded again.',
    type: 'counter',
    labelNames: ['wall', 'step'],
    samples: () =>
      walls().flatMap(({ wall, repairs }) =>
        Object.entries(repairs).map(([step, value]) => ({ value, labels: { wall, step } })),
      ),
  });
  addSampledMetric(registry, {
    name: 'rpicam_live_floods_total',
    help: 'How often a page of a wall asked for too much: its tiles had to wait, or its connection was ended.',
    type: 'counter',
    labelNames: ['kind'],
    samples: () => Object.entries(floods()).map(([kind, value]) => ({ value, labels: { kind } })),
  });
  addSampledMetric(registry, {
    name: 'rpicam_live_annotations_total',
    help: 'What hooks saw, for pages of walls: messages sent, and those that newer ones replaced because the page was slow.',
    type: 'counter',
    labelNames: ['result'],
    samples: () => Object.entries(annotations()).map(([result, value]) => ({ value, labels: { result } })),
  });
}
