import { once } from 'node:events';
import { WebSocket, type RawData } from 'ws';
import {
  liveNoticeSchema,
  livePath,
  readLiveHeader,
  type LiveHeader,
  type LiveNotice,
  type LiveRequest,
  type LiveTile,
} from '../../../../server/contract/live.ts';
import { until } from '../../../fixtures/until.ts';

export interface ReceivedFrame extends LiveHeader {
  jpeg: Buffer;
}

/** The part of a wall's page that the server sees: a real WebSocket. */
export class LiveClient implements Disposable {
  readonly frames: ReceivedFrame[] = [];
  readonly notices: LiveNotice[] = [];
  /** Confirms each frame at once, like a page that paints quickly. */
  paints = true;
  closed: { code: number; reason: string } | undefined;
  readonly socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data: RawData, isBinary) => this.#take(data as Buffer, isBinary));
    socket.on('close', (code, reason) => (this.closed = { code, reason: reason.toString() }));
  }

  /**
   * Resolves when the server has accepted the connection.
   * @throws Error "Unexpected server response: 401" and the like
   */
  static async open(
    serverUrl: string,
    {
      query = '',
      headers = {},
      paints = true,
    }: { query?: string; headers?: Record<string, string>; paints?: boolean } = {},
  ): Promise<LiveClient> {
    const url = new URL(livePath + query, serverUrl);
    url.protocol = url.protocol.replace('http', 'ws');
    const client = new LiveClient(new WebSocket(url, { headers, rejectUnauthorized: false }));
    client.paints = paints;
    await once(client.socket, 'open');
    await until('the server welcomes the page', () => client.notices.length > 0);
    return client;
  }

  say(request: LiveRequest): void {
    this.socket.send(JSON.stringify(request));
  }

  show(...tiles: (Pick<LiveTile, 'tile' | 'camera'> & Partial<LiveTile>)[]): void {
    this.say({ type: 'tiles', tiles: tiles.map((tile) => ({ width: null, fps: null, ...tile })) });
  }

  /** Confirms a frame, as a page does after painting it. */
  confirm({ tile, sequence }: Pick<LiveHeader, 'tile' | 'sequence'>): void {
    this.say({ type: 'painted', tile, sequence });
  }

  framesOf(tile: number): ReceivedFrame[] {
    return this.frames.filter((frame) => frame.tile === tile);
  }

  untilFrames(tile: number, count = 1): Promise<ReceivedFrame[]> {
    return until(`tile ${tile} has ${count} frames`, () => {
      const frames = this.framesOf(tile);
      return frames.length >= count ? frames : undefined;
    });
  }

  untilNotice<T extends LiveNotice['type']>(type: T): Promise<Extract<LiveNotice, { type: T }>> {
    return until(`the server says ${type}`, () =>
      this.notices.find((notice): notice is Extract<LiveNotice, { type: T }> => notice.type === type),
    );
  }

  /** How the server closed the connection. */
  untilClosed(): Promise<{ code: number; reason: string }> {
    return until('the connection is closed', () => this.closed);
  }

  #take(data: Buffer, isBinary: boolean): void {
    if (!isBinary) {
      this.notices.push(liveNoticeSchema.parse(JSON.parse(data.toString())));
      return;
    }
    const message = new Uint8Array(data).buffer;
    const found = readLiveHeader(message);
    if (!found) throw new Error('the server sent no frame');
    this.frames.push({ ...found.header, jpeg: Buffer.from(message, found.jpegStart) });
    if (this.paints) this.confirm(found.header);
  }

  [Symbol.dispose](): void {
    this.socket.terminate();
  }
}
