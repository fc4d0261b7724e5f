import { cell, type Table } from './table.ts';

interface Goal {
  text: string;
  unit: string;
  digits: number;
  /** The figure is to be below this, or above it where `atLeast` says so. */
  limit: number;
  atLeast?: true;
}

/** What the server has to reach, by the name under which scenarios report it. */
export const goals = {
  cpuRatioAt64: { text: "CPU at 64 viewers, in ustreamer's", unit: '×', digits: 2, limit: 0.45 },
  cpuRatioAt16: { text: "CPU at 16 viewers, in ustreamer's", unit: '×', digits: 2, limit: 0.85 },
  cpuRatioAt1: { text: "CPU at 1 viewer, in ustreamer's", unit: '×', digits: 2, limit: 2 },
  idleCpuPercent: { text: 'CPU without viewers', unit: '%', digits: 2, limit: 0.3 },
  idleCaptures: { text: 'Capture processes without viewers', unit: '', digits: 0, limit: 0 },
  latencyP50At16Ms: { text: 'Latency p50 at 16 viewers', unit: 'ms', digits: 2, limit: 2 },
  latencyP50At64Ms: { text: 'Latency p50 at 64 viewers', unit: 'ms', digits: 2, limit: 4 },
  latencyP99Ms: { text: 'Latency p99, worst of 1 to 64 viewers', unit: 'ms', digits: 2, limit: 10 },
  fpsMin: { text: 'Slowest viewer of 1 to 64', unit: 'fps', digits: 2, limit: 29.5, atLeast: true },
  jitterRatio: {
    text: "Jitter p99 in ustreamer's, worst of 1 to 64 viewers",
    unit: '×',
    digits: 2,
    limit: 1,
  },
  memoryMib: { text: 'Memory with one camera', unit: 'MiB', digits: 1, limit: 100 },
  memoryPerCameraMib: { text: 'Memory per further camera', unit: 'MiB', digits: 1, limit: 6 },
  memoryDriftPercent: { text: 'Memory under slow viewers, off its median', unit: '%', digits: 1, limit: 5 },
  firstFrameMs: { text: 'First frame of a sleeping camera, slowest', unit: 'ms', digits: 0, limit: 700 },
  snapshotP99Ms: { text: 'Snapshot p99 at concurrency 8', unit: 'ms', digits: 1, limit: 20 },
  offlineEffectPercent: {
    text: 'Live fps lost to 30 viewers of an offline camera',
    unit: '%',
    digits: 2,
    limit: 2,
  },
  controlP99Ms: { text: 'API p99 with 16 cameras and 64 viewers', unit: 'ms', digits: 1, limit: 25 },
  changeToPictureMs: { text: 'From POST to the new picture, slowest', unit: 'ms', digits: 0, limit: 1_000 },
  changeOtherFps: { text: 'The other camera meanwhile', unit: 'fps', digits: 2, limit: 14.5, atLeast: true },
  wallFpsShare: {
    text: 'Slowest of 16 tiles on one page, of its camera',
    unit: '%',
    digits: 0,
    limit: 95,
    atLeast: true,
  },
  wallApiP95Ms: { text: 'API p95 meanwhile', unit: 'ms', digits: 1, limit: 50 },
  wallMemoryShare: {
    text: "Renderer of a wall of four, in the <img> page's",
    unit: '%',
    digits: 0,
    limit: 35,
  },
  wallMemoryGrowthPercent: {
    text: 'and its growth from the first half of the time to the second',
    unit: '%',
    digits: 1,
    limit: 10,
  },
  wallCpuShare: {
    text: "Browser CPU of a wall of four, in the <img> page's",
    unit: '%',
    digits: 0,
    limit: 100,
  },
  wallFirstPictureMs: { text: 'First picture on a wall, cameras awake', unit: 'ms', digits: 0, limit: 1_000 },
  seekP95Ms: { text: 'Seek to the first frame p95, 720p30', unit: 'ms', digits: 0, limit: 150 },
  recordingCpuRatio: {
    text: 'CPU of recording, in that of ffmpeg -c copy',
    unit: '×',
    digits: 2,
    limit: 0.6,
  },
  recordingLatencyRatio: {
    text: 'Latency p50 while recording, in that without',
    unit: '×',
    digits: 2,
    limit: 1.1,
  },
  recordingMemoryMib: { text: 'Memory of recording per camera', unit: 'MiB', digits: 1, limit: 8 },
  recordingDrops: { text: 'Frames dropped in ten minutes of recording', unit: '', digits: 0, limit: 0 },
  recordingsListMs: { text: 'A day of 10,000 recordings, p95', unit: 'ms', digits: 1, limit: 50 },
  patternCpuPercent: { text: 'CPU of the test pattern, 640x360 at 15 fps', unit: '%', digits: 1, limit: 10 },
} as const satisfies Record<string, Goal>;

export type GoalName = keyof typeof goals;
export type GoalFigures = Partial<Record<GoalName, number>>;

export function goalsTable(figures: GoalFigures): Table {
  const rows = Object.entries<Goal>(goals).map(([name, goal]) => {
    const figure = (figures as Record<string, number | undefined>)[name];
    const unit = goal.unit && ` ${goal.unit}`;
    return [
      goal.text,
      figure === undefined ? 'not measured' : cell(figure, goal.digits) + unit,
      `${goal.atLeast ? '≥' : '≤'} ${goal.limit}${unit}`,
      figure === undefined ? '' : isMet(goal, figure) ? 'yes' : '**no**',
    ];
  });
  return { columns: ['goal', 'measured', 'limit', 'met'], rows };
}

function isMet(goal: Goal, figure: number): boolean {
  return goal.atLeast ? figure >= goal.limit : figure <= goal.limit;
}
