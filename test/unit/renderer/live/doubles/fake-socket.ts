import type { LiveNotice, LiveRequest } from '../../../../../server/contract/live.ts';
import { liveVersion, writeLiveHeader } from '../../../../../server/contract/live.ts';
import { defaultWallSettings } from '../../../../../server/contract/wall.ts';
import { jpegOf } from './pictures.ts';

type TilesRequest = Extract<LiveRequest, { type: 'tiles' }>;

/** Takes the place of the browser's WebSocket; a test plays the server. Every socket made is in `all`. */
export class FakeSocket extends EventTarget {
  static readonly OPEN = 1;
  static all: FakeSocket[] = [];
  readonly sent: LiveRequest[] = [];
  binaryType = 'blob';
  readyState = FakeSocket.OPEN;
  /** False: a server that vanished. */
  answers = true;

  constructor() {
    super();
    FakeSocket.all.push(this);
  }

  static get newest(): FakeSocket {
    const socket = FakeSocket.all.at(-1);
    if (!socket) throw new Error('no connection was opened');
    return socket;
  }

  send(text: string): void {
    const request = JSON.parse(text) as LiveRequest;
    this.sent.push(request);
    if (request.type !== 'clock' || !this.answers) return;
    queueMicrotask(() => this.say({ type: 'clock', at: request.at, server_at: Date.now() }));
  }

  close(): void {
    this.readyState = 2;
  }

  /** Every list of tiles that the page asked for, oldest first. */
  get wanted(): TilesRequest['tiles'][] {
    return this.sent.flatMap((request) => (request.type === 'tiles' ? [request.tiles] : []));
  }

  /** Sequences that were confirmed for a tile, in order. */
  confirmed(tile: number): number[] {
    return this.sent.flatMap((request) =>
      request.type === 'painted' && request.tile === tile ? [request.sequence] : [],
    );
  }

  welcome(version = liveVersion): void {
    this.say({ type: 'welcome', version, wall: 'wall', settings: defaultWallSettings() });
  }

  say(notice: LiveNotice): void {
    this.bring(JSON.stringify(notice));
  }

  /** Sends frames of a tile; "broken" ones have a whole head, and nothing a decoder takes. */
  show(tile: number, ...sequences: number[]): void {
    for (const sequence of sequences) this.bring(message(tile, sequence, jpegOf(sequence)));
  }

  showBroken(tile: number, sequence: number): void {
    this.bring(message(tile, sequence, jpegOf(sequence, { broken: true })));
  }

  /** The message arrives, whatever it is. */
  bring(data: string | ArrayBuffer): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data }));
  }

  /** The connection breaks without a closing frame. */
  break(): void {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event('close'), { code: 1_006, reason: '' }));
  }
}

function message(tile: number, sequence: number, jpeg: Uint8Array): ArrayBuffer {
  const header = writeLiveHeader({
    tile,
    sequence,
    capturedAt: Date.now(),
    orientation: 1,
    placeholder: false,
  });
  return new Uint8Array([...header, ...jpeg]).buffer;
}
