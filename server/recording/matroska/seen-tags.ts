import { element, textElement } from './ebml-encode.ts';
import { elementId } from './element-ids.ts';

/** A tag for each label. A hook invents its labels; further ones are counted together. */
const maxLabels = 32;
const otherLabel = 'other';
const maxNameLength = 48;

interface Seen {
  count: number;
  firstMs: number;
  lastMs: number;
}

/**
 * What hooks saw while a recording was made, as tags at the end of its file: for the label "person" the tag SEEN_PERSON is
 * `{"label":"person","count":12,"first":1.2,"last":20.48}`, with seconds since the first frame.
 */
export class SeenTags {
  readonly #labels = new Map<string, Seen>();

  /** @param atMs milliseconds since the file's first frame */
  add(label: string, atMs: number): void {
    const isKept = this.#labels.has(label) || this.#labels.size < maxLabels;
    const name = isKept ? label : otherLabel;
    const time = Math.max(0, atMs);
    const seen = this.#labels.get(name) ?? { count: 0, firstMs: time, lastMs: time };
    this.#labels.set(name, {
      count: seen.count + 1,
      firstMs: Math.min(seen.firstMs, time),
      lastMs: Math.max(seen.lastMs, time),
    });
  }

  /** A Tags element (RFC 9559, section 5.1.8); empty when nothing was seen. */
  encode(): Buffer {
    if (this.#labels.size === 0) return Buffer.alloc(0);
    const names = new Set<string>();
    const tags = [...this.#labels].map(([label, { count, firstMs, lastMs }]) => {
      const [first, last] = [firstMs, lastMs].map((ms) => Math.round(ms) / 1_000);
      return element(elementId.simpleTag, [
        textElement(elementId.tagName, freeName(label, names)),
        textElement(elementId.tagString, JSON.stringify({ label, count, first, last })),
      ]);
    });
    return element(elementId.tags, element(elementId.tag, [element(elementId.targets, []), ...tags]));
  }
}

/** Names of tags are of A-Z, 0-9 and _. Two labels that differ otherwise get different names. */
function freeName(label: string, taken: Set<string>): string {
  const plain = `SEEN_${label.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_')}`.slice(0, maxNameLength);
  let name = plain;
  for (let number = 2; taken.has(name); number++) name = `${plain}_${number}`;
  taken.add(name);
  return name;
}
