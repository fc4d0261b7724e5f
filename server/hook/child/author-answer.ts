/** The parts of an answer as they are sent. */
export interface SentAnswer {
  head: {
    picture: { format: 'jpeg' | 'raw'; width: number; height: number } | null;
    annotations: unknown[];
    events: unknown[];
    /** The picture shows the annotations already. */
    drawn: unknown;
  };
  picture: Uint8Array | undefined;
}

interface Given {
  format: 'jpeg' | 'raw';
  width: number;
  height: number;
}

const known = ['jpeg', 'raw', 'width', 'height', 'annotations', 'event', 'events', 'drawn'];

/**
 * Reads what a hook returned: nothing, the bytes of a picture in the form in which it got one, or an object.
 * @throws TypeError for anything else
 */
export function answerOf(returned: unknown, given: Given): SentAnswer {
  if (returned === undefined || returned === null) return sent(given, undefined, {});
  if (returned instanceof Uint8Array) return sent(given, returned, {});
  if (typeof returned !== 'object' || Array.isArray(returned))
    throw new TypeError(`a hook may not return a ${Array.isArray(returned) ? 'list' : typeof returned}`);
  const fields = returned as Record<string, unknown>;
  const unknown = Object.keys(fields).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new TypeError(`a hook's answer has no field "${unknown}"`);
  const { jpeg, raw, width, height } = fields;
  const picture = jpeg ?? raw;
  if (picture !== undefined && !(picture instanceof Uint8Array))
    throw new TypeError('the picture of an answer must be a Buffer or a Uint8Array');
  return sent(
    {
      format: jpeg === undefined ? 'raw' : 'jpeg',
      width: typeof width === 'number' ? width : given.width,
      height: typeof height === 'number' ? height : given.height,
    },
    picture,
    fields,
  );
}

function sent(shape: Given, picture: Uint8Array | undefined, fields: Record<string, unknown>): SentAnswer {
  const { annotations, event, events, drawn } = fields;
  return {
    head: {
      picture: picture ? { format: shape.format, width: shape.width, height: shape.height } : null,
      annotations: listOf(annotations),
      drawn: drawn ?? picture !== undefined,
      events: [...listOf(event === undefined ? undefined : [event]), ...listOf(events)],
    },
    picture,
  };
}

function listOf(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new TypeError('annotations and events must be lists');
  return value;
}
