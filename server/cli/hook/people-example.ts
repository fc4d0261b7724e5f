/** The packages of the example, each with its version: they are tried together. All are JavaScript and WebAssembly. */
export const peoplePackages = [
  '@vladmandic/human@3.3.6',
  '@tensorflow/tfjs-core@4.22.0',
  '@tensorflow/tfjs-converter@4.22.0',
  '@tensorflow/tfjs-backend-wasm@4.22.0',
] as const;

/** The command that installs the packages of the example for the hooks in `folder`. */
export function peopleInstall(folder: string): string {
  return `npm install --ignore-scripts --prefix ${folder} ${peoplePackages.join(' ')}`;
}

/** A hook that finds people and other things, without a network. */
export function peopleExample(name: string, isTyped: boolean): string {
  const typed = (type: string) => (isTyped ? `: ${type}` : '');
  const imported = isTyped
    ? "import type { Annotation, Answer, Context, Frame, Manifest, RaisedEvent } from './rpicam-hook.d.ts';\n"
    : '';
  const shapes = isTyped
    ? `
interface Tensor {
  array(): Promise<number[][][]>;
  dispose(): void;
}
/** The parts of TensorFlow.js that are used here. */
interface TensorFlow {
  env(): { set(flag: string, value: boolean): void };
  setWasmPaths(folder: string): void;
  setBackend(name: string): Promise<boolean>;
  loadGraphModel(source: { load(): Promise<object> }): Promise<{ execute(input: Tensor, outputs: string[]): Tensor }>;
  tidy(make: () => Tensor): Tensor;
  tensor3d(values: Uint8Array, shape: number[], type: string): Tensor;
  cast(tensor: Tensor, type: string): Tensor;
  pad(tensor: Tensor, paddings: [before: number, after: number][]): Tensor;
  expandDims(tensor: Tensor, axis: number): Tensor;
  image: { resizeBilinear(tensor: Tensor, size: [number, number]): Tensor };
}
interface Settings {
  labels: string;
  score: number;
  events: boolean;
}
interface Seen extends Annotation {
  score: number;
  box: [left: number, top: number, width: number, height: number];
}
`
    : '';
  return `import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
${imported}
// Finds people, and 79 other kinds of things, with a model that runs on this machine: CenterNet, trained with COCO.
// It needs packages beside it (140 MB, any processor). Install them once, or copy the folder from another machine:
//   npm install --ignore-scripts --prefix . ${peoplePackages.slice(0, 2).join(' ')} \\
//     ${peoplePackages.slice(2).join(' ')}
// Try it: rpicam-kiosk hook try ${name} --image picture.jpg --allow read:node_modules,memory:512,seconds:10
// Use it: "hooks": [{ "hook": "${name}", "fps": 2, "allow": ["read:node_modules", "memory:512", "seconds:10"] }]
const packages = 'node_modules';

export const hook${typed('Manifest')} = {
  name: 'People',
  description: 'Finds people and other things, and tells where they are',
  wants: 'raw',
  maxWidth: 512,
  draws: false,
  permissions: { read: [packages], memory: 512, seconds: 10 },
  options: {
    labels: { type: 'text', default: 'person', description: 'Kinds to tell of, with commas; empty: all' },
    score: { type: 'number', default: 0.35, min: 0.05, max: 1, description: 'How sure it must be' },
    events: { type: 'boolean', default: true, description: 'An event when a kind comes into view' },
  },
};
${shapes}
/** Pixels of a side of the square that the model looks at. */
const side = 512;
/** Of two boxes of one kind that share more than this part, one is left out. */
const maxOverlap = 0.5;
const maxAnnotations = 64;
/** A kind that was not seen for so long comes into view again. */
const absentMs = 10_000;
const kinds = [
  'person', 'bicycle', 'car', 'motorcycle', 'airplane', 'bus', 'train', 'truck', 'boat', 'traffic light',
  'fire hydrant', 'stop sign', 'parking meter', 'bench', 'bird', 'cat', 'dog', 'horse', 'sheep', 'cow',
  'elephant', 'bear', 'zebra', 'giraffe', 'backpack', 'umbrella', 'handbag', 'tie', 'suitcase', 'frisbee',
  'skis', 'snowboard', 'sports ball', 'kite', 'baseball bat', 'baseball glove', 'skateboard', 'surfboard',
  'tennis racket', 'bottle', 'wine glass', 'cup', 'fork', 'knife', 'spoon', 'bowl', 'banana', 'apple',
  'sandwich', 'orange', 'broccoli', 'carrot', 'hot dog', 'pizza', 'donut', 'cake', 'chair', 'couch',
  'potted plant', 'bed', 'dining table', 'toilet', 'tv', 'laptop', 'mouse', 'remote', 'keyboard', 'cell phone',
  'microwave', 'oven', 'toaster', 'sink', 'refrigerator', 'book', 'clock', 'vase', 'scissors', 'teddy bear',
  'hair drier', 'toothbrush',
];
const lastSeen = new Map${isTyped ? '<string, number>' : ''}();
let detect${typed('(frame: { data: Uint8Array; width: number; height: number }) => Promise<number[][]>')};

/** Called once, before the first picture. */
export async function prepare()${typed('Promise<void>')} {
  const folder = new URL(\`\${packages}/\`, import.meta.url);
  const load = createRequire(new URL('x.js', folder));
  const path = (name${typed('string')}) => fileURLToPath(new URL(name, folder));
  let tf${typed('TensorFlow')};
  try {
    tf = {
      ...load('@tensorflow/tfjs-core'),
      ...load('@tensorflow/tfjs-converter'),
      ...load('@tensorflow/tfjs-backend-wasm'),
    };
  } catch (cause) {
    throw new Error('its packages are not installed; the head of its file says how', { cause });
  }
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false); // a hook may have no threads
  tf.setWasmPaths(path('@tensorflow/tfjs-backend-wasm/dist/'));
  await tf.setBackend('wasm');
  const { modelTopology, weightsManifest } = JSON.parse(
    readFileSync(path('@vladmandic/human/models/centernet.json'), 'utf8'),
  );
  const weights = readFileSync(path('@vladmandic/human/models/centernet.bin'));
  const weightData = weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.length);
  const weightSpecs = weightsManifest[0].weights;
  const model = await tf.loadGraphModel({ load: async () => ({ modelTopology, weightSpecs, weightData }) });
  detect = async ({ data, width, height }) => {
    const found = tf.tidy(() => {
      const pixels = tf.cast(tf.tensor3d(data, [height, width, 3], 'int32'), 'float32');
      const [across, down] = sizeInSquare(width, height);
      const resized = tf.image.resizeBilinear(pixels, [down, across]);
      const square = tf.pad(resized, [[0, side - down], [0, side - across], [0, 0]]);
      return model.execute(tf.expandDims(square, 0), ['tower_0/detections']);
    });
    try {
      return (await found.array())[0] ?? [];
    } finally {
      found.dispose();
    }
  };
  // The first picture takes several times as long as the others, so it is an empty one.
  await detect({ data: new Uint8Array(side * side * 3), width: side, height: side });
}

export default async function (frame${typed('Frame')}, { options }${typed('Context')})${typed('Promise<Answer>')} {
  const { labels, score: minScore, events } = options${isTyped ? ' as unknown as Settings' : ''};
  const wanted = labels.split(',').map((label) => label.trim()).filter(Boolean);
  const [across, down] = sizeInSquare(frame.width, frame.height);
  const share = (at${typed('number')}, of${typed('number')}) => Math.min(1, Math.max(0, at / of));
  const found = (await detect(frame)).flatMap(([x1 = 0, y1 = 0, x2 = 0, y2 = 0, score = 0, kind = -1]) => {
    const label = kinds[kind];
    if (label === undefined || score < minScore || (wanted.length > 0 && !wanted.includes(label))) return [];
    const [left, top] = [share(x1, across), share(y1, down)];
    const [right, bottom] = [share(x2, across), share(y2, down)];
    const box${typed("Seen['box']")} = [left, top, Math.max(0, right - left), Math.max(0, bottom - top)];
    return [{ label, score: Math.min(1, score), box }];
  });
  const annotations = best(found);
  return { annotations, events: events ? arrivals(annotations, frame.time) : [] };
}

/** The size of a picture in the square: it keeps its shape, and black is below it or beside it. */
function sizeInSquare(width${typed('number')}, height${typed('number')})${typed('[across: number, down: number]')} {
  const scale = side / Math.max(width, height);
  return [Math.round(width * scale), Math.round(height * scale)];
}

/** Leaves out what overlaps a surer one of its kind. */
function best(found${typed('Seen[]')})${typed('Seen[]')} {
  const kept${typed('Seen[]')} = [];
  for (const each of found.sort((a, b) => b.score - a.score)) {
    const isKnown = kept.some((other) => other.label === each.label && overlap(other.box, each.box) > maxOverlap);
    if (!isKnown && kept.length < maxAnnotations) kept.push(each);
  }
  return kept;
}

/** The part that two boxes share of what they cover together. */
function overlap(a${typed("Seen['box']")}, b${typed("Seen['box']")})${typed('number')} {
  const width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
  const shared = Math.max(0, width) * Math.max(0, height);
  const all = a[2] * a[3] + b[2] * b[3] - shared;
  return all > 0 ? shared / all : 0;
}

/** An event for each kind that was not in view before. */
function arrivals(seen${typed('Seen[]')}, time${typed('number')})${typed('RaisedEvent[]')} {
  const events${typed('RaisedEvent[]')} = [];
  for (const label of new Set(seen.map((each) => each.label))) {
    const before = lastSeen.get(label) ?? -Infinity;
    lastSeen.set(label, time);
    const count = seen.filter((each) => each.label === label).length;
    if (time - before > absentMs && events.length < 8) events.push({ name: label, text: \`\${count} in view\` });
  }
  return events;
}
`;
}
