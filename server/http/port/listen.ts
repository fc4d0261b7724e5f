import type { RequestListener, Server as HttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { createServer as createTlsServer, TLSSocket, type Server as TlsServer } from 'node:tls';
import type { Faults } from '../../log/faults.ts';
import { http as nodeHttp } from '../../runtime/node-http.ts';
import type { ServerTls } from '../../tls/server-tls.ts';
import { clientAddress, isNearClient } from '../gate/client-of.ts';
import { AnswerTurns } from './answer-turns.ts';
import { answerClientError } from './client-error.ts';
import type { ConnectionLimit } from './connection-limit.ts';
import { FairStarts } from './fair-starts.ts';
import { onFirstByte } from './first-byte.ts';
import { defaultHttpLimits, type HttpLimits } from './http-limits.ts';
import { redirectToHttps } from './https-redirect.ts';
import { boundReadAhead } from './read-ahead.ts';
import { RunningAnswers } from './running-answers.ts';
import { refuseUnmet } from './unmet-request.ts';
import type { UnsentBytes } from './unsent-bytes.ts';
import { serveUpgrade, wantsWebSocket } from './upgrade.ts';

/**
 * Above any frame, so that writing one whole frame does not count as "needs drain" and cost an event per frame and
 * viewer; streams watch `writableLength` themselves.
 */
const socketHighWaterMarkBytes = 16 * 1024 * 1024;
/** Finds viewers that vanished without a word (a phone that left the WLAN). */
const keepAliveProbeMs = 30_000;

/** Options that all ports of a server share. */
export interface ListenOptions {
  /** Serves HTTPS too, with these rules for plain HTTP. Undefined: plain HTTP only. */
  tls?: ServerTls | undefined;
  /** Counts and limits the connections of all ports. Undefined: there is no limit. */
  connections?: ConnectionLimit | undefined;
  /** Bounds the bytes that wait to be sent. Undefined: there is no bound. */
  unsent?: UnsentBytes | undefined;
  /** Catches errors of a connection's handlers, which would end the process. Undefined: they are thrown. */
  faults?: Faults | undefined;
  /** Lets addresses take turns on all ports. Undefined: they take turns on this port only. */
  starts?: FairStarts | undefined;
  limits?: Partial<HttpLimits>;
  /** Whether a client is always answered in plain HTTP; by default this machine is. */
  isNear?: (socket: Socket) => boolean;
}

export interface Listener {
  port: number;
  /** Stops listening, cuts streams, lets other answers be finished for a moment; resolves when all connections are gone. */
  close(): Promise<void>;
}

/** Listens with `handler`; 0.0.0.0 is every address, IPv6 too. Rejects with the system's error (EADDRINUSE, EACCES …). */
export async function listen(
  handler: RequestListener,
  host: string,
  port: number,
  {
    tls,
    connections,
    unsent,
    faults,
    starts = new FairStarts(),
    limits: given,
    isNear = isNearClient,
  }: ListenOptions = {},
): Promise<Listener> {
  const limits = { ...defaultHttpLimits, ...given };
  const lifetime = new AbortController();
  const answers = new RunningAnswers();
  const redirects = tls?.plainHttp === 'redirect';
  const onTooMany = () => connections?.countPipelining();
  const turns = new AnswerTurns((request, response) => {
    faults?.guard(request, 'request', () => request.socket.destroy());
    faults?.guard(response, 'request', () => request.socket.destroy());
    answers.add(response);
    const { socket } = request;
    const answer = () => {
      if (socket.destroyed || refuseUnmet(request, response)) return;
      if (redirects && !(socket instanceof TLSSocket) && !isNear(socket)) redirectToHttps(request, response);
      else handler(request, response);
    };
    starts.begin(clientAddress(request), () => {
      if (faults) faults.run('request', answer, () => socket.destroy());
      else answer();
    });
  }, onTooMany);
  const http = httpServer(limits, answers, turns);
  const secure = tls && tlsServer(tls, limits, http, lifetime.signal);
  const sockets = new Set<Socket>();
  const server = createServer({
    allowHalfOpen: true,
    noDelay: true,
    highWaterMark: socketHighWaterMarkBytes,
    keepAlive: true,
    keepAliveInitialDelay: keepAliveProbeMs,
  }).on('connection', (socket) => {
    // An error also closes the connection, and `close` is handled below.
    socket.on('error', () => socket.destroy());
    if (connections?.admit(socket) === false) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    boundReadAhead(socket);
    socket.once('close', () => sockets.delete(socket));
    faults?.guard(socket, 'connection', () => socket.destroy());
    if (!secure) http.emit('connection', socket);
    else
      onFirstByte(socket, limits.headersTimeoutMs, (isTls) =>
        (isTls ? secure : http).emit('connection', socket),
      );
  });
  http.on('timeout', (socket: Socket) => {
    // A running answer may be silent for any time. A client that does not read is disconnected.
    if (socket.writableLength > 0) unsent?.end(socket, 'standstill');
    if (!turns.isBusy(socket) || socket.writableLength > 0) socket.destroy();
  });
  http.on('connection', (socket: Socket) => {
    unsent?.watch(socket);
    // The connection under it is guarded already.
    if (socket instanceof TLSSocket) faults?.guard(socket, 'connection', () => socket.destroy());
  });
  for (const emitter of [server, http, ...(secure ? [secure] : [])])
    faults?.guard(emitter, 'server', (told) => told.forEach(endConnection));
  const close = async () => {
    lifetime.abort();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    await answers.end(limits.closeGraceMs);
    for (const socket of sockets) socket.destroy();
    http.close();
    await closed;
  };
  try {
    await bind(server, host, port);
  } catch (error) {
    lifetime.abort();
    http.close();
    throw error;
  }
  // One connection could not be accepted (no memory, no free file descriptor); the next one may be.
  server.on('error', () => undefined);
  return { port: addressOf(server).port, close };
}

/** Ends the connection that a server's event is about. */
function endConnection(told: unknown): void {
  if (told instanceof Duplex) told.destroy();
  else if (told instanceof nodeHttp.IncomingMessage) told.socket.destroy();
}

/** Serves the connections it is handed; listens nowhere itself. */
function httpServer(limits: HttpLimits, answers: RunningAnswers, turns: AnswerTurns): HttpServer {
  const http = nodeHttp.createServer(
    {
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: limits.keepAliveTimeoutMs,
      connectionsCheckingInterval: limits.checkIntervalMs,
      maxHeaderSize: limits.maxHeaderBytes,
      shouldUpgradeCallback: wantsWebSocket,
      // Checked in the request's turn: Node would answer at once, as many as come.
      requireHostHeader: false,
    },
    (request, response) => turns.add(request, response),
  );
  http.on('checkExpectation', (request, response) => turns.add(request, response));
  http.timeout = limits.standstillMs;
  http.maxHeadersCount = limits.maxHeaders;
  http.on('upgrade', (request, socket: Socket, head) => {
    // Answers to earlier requests would be written into the WebSocket.
    if (turns.isBusy(socket)) socket.destroy();
    else serveUpgrade((...turn) => turns.add(...turn), request, socket, head);
  });
  http.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (socket.writableEnded) return; // it was answered already; this is the rest of its bytes
    const running = answers.of(socket);
    // The error may be in a request behind one that is being answered, whose answer is finished first.
    if (!socket.writable || (running?.headersSent && !running.req.complete)) socket.destroy();
    else if (running?.req.complete) turns.endAfter(socket);
    else answerClientError(error, socket);
  });
  // Node starts to look after the time limits when a server says that it listens.
  http.emit('listening');
  return http;
}

/** Takes TLS off the connections it is handed, with the certificate that is current. */
function tlsServer(tls: ServerTls, limits: HttpLimits, http: HttpServer, signal: AbortSignal): TlsServer {
  const secure = createTlsServer({
    ...tls.secrets,
    ALPNProtocols: ['http/1.1'],
    handshakeTimeout: limits.headersTimeoutMs,
  });
  tls.onChange(() => secure.setSecureContext(tls.secrets), signal);
  secure.on('secureConnection', (socket) => http.emit('connection', socket));
  // The client does not trust the certificate, or does not speak TLS.
  secure.on('tlsClientError', (_error, socket) => socket.destroy());
  return secure;
}

async function bind(server: Server, host: string, port: number): Promise<void> {
  if (host !== '0.0.0.0' && host !== '::') return bindTo(server, host, port);
  try {
    // Takes IPv4 connections too.
    await bindTo(server, '::', port);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // The kernel has no IPv6, or none is switched on.
    if (code !== 'EAFNOSUPPORT' && code !== 'EADDRNOTAVAIL' && code !== 'EINVAL') throw error;
    await bindTo(server, '0.0.0.0', port);
  }
}

function bindTo(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, ipv6Only: false }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  return address;
}
