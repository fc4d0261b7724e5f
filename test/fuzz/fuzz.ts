import { connect } from 'node:net';
import { TestServer } from '../fixtures/running-server.ts';
import { until } from '../fixtures/until.ts';
import { Dice } from './dice.ts';
import { randomRequest } from './random-request.ts';

export interface FuzzReport {
  requests: number;
  /** Answers by status; 0: the connection was closed without one. */
  statuses: Record<number, number>;
  /** Requests that must not have been answered so, with their answers. */
  failures: string[];
  /** Resident memory in MiB, after each tenth of the requests. */
  memoryMib: number[];
}

const concurrency = 8;
const answerTimeoutMs = 20_000;
/** After as many the cameras are put back, which the requests before may have deleted. */
const batch = 250;
const cameras = [0, 1, 2].map((index) => ({
  id: `cam${index}`,
  name: `Camera ${index}`,
  device: 'test',
  width: 160,
  height: 120,
  fps: 5,
}));

/** Throws random requests at a real server. Rejects when it ends or no longer answers. */
export async function fuzz(seed: number, requests: number, say: (line: string) => void): Promise<FuzzReport> {
  const dice = new Dice(seed);
  const report: FuzzReport = { requests: 0, statuses: {}, failures: [], memoryMib: [] };
  await using server = await TestServer.start({ config: { port_mode: 'off', linger_seconds: 0, cameras } });
  while (report.requests < requests) {
    await restore(server);
    const wanted = Math.min(batch, requests - report.requests);
    const queue = Array.from({ length: wanted }, () => randomRequest(dice));
    const workers = Array.from({ length: concurrency }, async () => {
      for (let request = queue.pop(); request; request = queue.pop()) await judge(server, request, report);
    });
    await Promise.all(workers);
    report.requests += wanted;
    await server.health();
    if (report.requests % Math.max(batch, Math.round(requests / 10 / batch) * batch) === 0) {
      report.memoryMib.push(server.memoryMib());
      say(
        `${report.requests} requests, ${report.failures.length} failures, ${server.memoryMib().toFixed(0)} MiB`,
      );
    }
  }
  await restore(server);
  await until('its captures are gone', () => server.children().length === 0, 20_000);
  return report;
}

async function judge(server: TestServer, request: Buffer, report: FuzzReport): Promise<void> {
  const answer = await ask(server.url, request);
  report.statuses[answer.status] = (report.statuses[answer.status] ?? 0) + 1;
  // 503 with Retry-After is an answer too: a limit was reached or a camera has no picture yet.
  const polite = answer.status === 503 && /^retry-after:/im.test(answer.head);
  if (answer.status >= 500 && !polite) {
    report.failures.push(`${request.subarray(0, 600).toString('latin1')}\n=> ${answer.head}`);
  }
}

/** Status and head of the answer; the rest of it is not waited for. */
function ask(url: string, request: Buffer): Promise<{ status: number; head: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    let text = '';
    const finish = () => {
      clearTimeout(limit);
      socket.destroy();
      resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0), head: text.slice(0, 600) });
    };
    const limit = setTimeout(() => {
      socket.destroy();
      // A body that never comes is waited for by the server for its own time: that is no failure of it.
      if (text === '') resolve({ status: 0, head: '' });
      else reject(new Error(`half an answer: ${text}`));
    }, answerTimeoutMs);
    socket.on('connect', () => socket.write(request));
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      text = text.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '');
      if (text.includes('\r\n\r\n')) finish();
    });
    socket.on('close', finish);
    socket.on('error', finish);
  });
}

async function restore(server: TestServer): Promise<void> {
  const answer = await server.fetch('/api/cameras', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      cameras,
      port_mode: 'off',
      linger_seconds: 0,
      allowed_hosts: [],
      cors_origins: [],
    }),
  });
  if (answer.status !== 200) throw new Error(`the cameras cannot be put back: ${await answer.text()}`);
}
