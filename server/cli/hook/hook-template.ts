/** The types for authors of hooks; `hook new` writes them beside the hook. */
export const hookTypes = `// The types of hooks. Written by \`rpicam-kiosk hook new\`, which writes it again for a newer server.

/** A picture of a camera. */
export interface Frame {
  /** Id of the camera. */
  readonly camera: string;
  /** As the manifest asks for it. */
  readonly format: 'jpeg' | 'raw';
  /** The JPEG, or red, green and blue of each pixel from the top left. It is yours: you may change it. */
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  readonly channels: 3;
  /** The number of the picture; some are left out. */
  readonly sequence: number;
  /** When it was taken, in milliseconds since the epoch. */
  readonly time: number;
}

export interface Context<Options = Record<string, number | string | boolean>> {
  /** The options of the manifest, with the values of the configuration. */
  readonly options: Options;
}

/** Something that is seen in the picture. */
export interface Annotation {
  /** Up to 64 characters. */
  label: string;
  /** From 0 to 1. */
  score?: number;
  /** Left, top, width and height in parts of the picture, from 0 to 1. */
  box?: [left: number, top: number, width: number, height: number];
}

/** Something that happened. */
export interface RaisedEvent {
  name: string;
  text?: string;
}

interface Told {
  annotations?: Annotation[];
  /** Whether the picture shows the annotations already; by default, whether there is another picture. */
  drawn?: boolean;
  event?: RaisedEvent;
  events?: RaisedEvent[];
}

/** Another picture, what was seen, what happened, or nothing. */
export type Answer =
  | undefined
  | void
  | Uint8Array
  | Told
  | (Told & { jpeg: Uint8Array })
  | (Told & { raw: Uint8Array; width: number; height: number });

export type Hook<Options = Record<string, number | string | boolean>> = (
  frame: Frame,
  context: Context<Options>,
) => Answer | Promise<Answer>;

interface Described {
  description?: string;
}

export type Option =
  | (Described & { type: 'number'; default: number; min?: number; max?: number })
  | (Described & { type: 'text'; default: string })
  | (Described & { type: 'boolean'; default: boolean })
  | (Described & { type: 'choice'; default: string; choices: string[] });

export interface Manifest {
  name?: string;
  description?: string;
  /** The form of the pictures; "jpeg" by default. */
  wants?: 'jpeg' | 'raw';
  /** Pixels; wider pictures are made smaller. */
  maxWidth?: number;
  /** False: it returns no pictures, and no viewer waits for it. */
  draws?: boolean;
  /** "memory" in MiB (256 without asking), "seconds" for one picture (2 without asking). */
  permissions?: { read?: string[]; write?: string[]; net?: boolean; memory?: number; seconds?: number };
  options?: Record<string, Option>;
}
`;

export const hookTypesName = 'rpicam-hook.d.ts';

/** A hook to begin with. It makes a picture brighter. */
export function hookTemplate(name: string, isTyped: boolean): string {
  const typed = (type: string) => (isTyped ? `: ${type}` : '');
  const imported = isTyped
    ? "import type { Answer, Context, Frame, Manifest } from './rpicam-hook.d.ts';\n\n"
    : '';
  return `${imported}// Try it: rpicam-kiosk hook try ${name} --image picture.jpg --output result.jpg
// Use it: "hooks": [{ "hook": "${name}" }] of a camera, or the page of the camera in the settings.
// It may read this file only. What more it needs stands in "permissions", and the owner has to allow it.
export const hook${typed('Manifest')} = {
  name: 'Brighter',
  description: 'Makes dark pictures brighter',
  wants: 'raw',
  options: { by: { type: 'number', default: 40, min: 0, max: 255, description: 'How much brighter' } },
};

export default function (frame${typed('Frame')}, { options }${typed('Context<{ by: number }>')})${typed('Answer')} {
  const { data, width, height } = frame;
  let sum = 0;
  for (const [at, value] of data.entries()) {
    sum += value;
    data[at] = Math.min(255, value + options.by);
  }
  const brightness = sum / data.length / 255;
  return {
    raw: data,
    width,
    height,
    annotations: [{ label: 'brightness', score: brightness }],
    event: brightness < 0.02 ? { name: 'dark', text: 'The picture is black' } : undefined,
  };
}
`;
}
