import { askOnce } from '../../fixtures/ask-once.ts';
import { TestServer, collectsGarbage } from '../../fixtures/running-server.ts';
import { until } from '../../fixtures/until.ts';
import { failuresIn, randomConversation, talk, type Conversation, type Transport } from './conversation.ts';
import { Dice } from './dice.ts';

export interface FuzzReport {
  requests: number;
  /** Answers by status; 0: the connection was closed without one. */
  statuses: Record<number, number>;
  /** Conversations that must not have been answered so, with their answers. */
  failures: string[];
  /** Memory in MiB: what is in use after the first third and after the end, and the most that was resident. */
  memoryMib: { early: number; end: number; peak: number };
  /** Kinds or paths of which more files are open at the end than after the first third, with their number. */
  leftOpen: [name: string, count: number][];
}

export interface FuzzOptions {
  seed: number;
  requests: number;
  transports: readonly [Transport, ...Transport[]];
  say?: (line: string) => void;
}

const concurrency = 8;
/** After as many conversations the cameras are put back, which the requests before may have deleted. */
const batch = 250;
/** Node gives back memory when it has nothing else to do. */
const restMs = 10_000;
/** The server ends connections that are silent within this time. */
const idleLimitMs = 75_000;
const cameras = [0, 1, 2].map((index) => ({
  id: `cam${index}`,
  name: `Camera ${index}`,
  device: 'test',
  width: 160,
  height: 120,
  fps: 5,
}));

/** Throws random requests at a real server. Rejects when it ends or no longer answers. */
export async function fuzz({ seed, requests, transports, say = () => {} }: FuzzOptions): Promise<FuzzReport> {
  const dice = new Dice(seed);
  await using server = await TestServer.start({
    config: { port_mode: 'off', linger_seconds: 0, cameras },
    args: ['--tls', 'self-signed'],
    env: collectsGarbage,
  });
  // This machine is answered without TLS too.
  server.url = server.url.replace('https:', 'http:');
  const report: FuzzReport = {
    requests: 0,
    statuses: {},
    failures: [],
    memoryMib: { early: 0, end: 0, peak: 0 },
    leftOpen: [],
  };
  let openEarly = new Map<string, number>();
  await openRecordings(server);
  while (report.requests < requests) {
    await restore(server);
    const queue: Conversation[] = [];
    for (let planned = report.requests; planned < requests && queue.length < batch;) {
      const conversation = randomConversation(dice, dice.pick(transports));
      queue.push(conversation);
      planned += conversation.requests;
    }
    const workers = Array.from({ length: concurrency }, async () => {
      for (let next = queue.pop(); next; next = queue.pop()) await judge(server, next, report);
    });
    await Promise.all(workers);
    if ((await askOnce(`${server.url}/health`)).status !== 200) throw new Error('/health does not answer');
    report.memoryMib.peak = Math.max(report.memoryMib.peak, server.memoryMib());
    if (report.memoryMib.early === 0 && report.requests >= requests / 3) {
      await settle(server);
      report.memoryMib.early = await server.heldMib();
      openEarly = server.openFileNames();
    }
    say(
      `${report.requests} requests, ${report.failures.length} failures, ${server.memoryMib().toFixed(0)} MiB`,
    );
  }
  await settle(server);
  const leftOpen = () =>
    [...server.openFileNames()].filter(([name, count]) => count > (openEarly.get(name) ?? 0));
  const startedMs = performance.now();
  await until(
    'all is closed',
    () => {
      report.leftOpen = leftOpen();
      return report.leftOpen.length === 0 || performance.now() - startedMs > idleLimitMs;
    },
    2 * idleLimitMs,
  );
  report.memoryMib.end = await server.heldMib();
  return report;
}

async function judge(server: TestServer, conversation: Conversation, report: FuzzReport): Promise<void> {
  const reply = await talk(Number(new URL(server.url).port), conversation);
  report.requests += conversation.requests;
  const statuses = reply.statuses.length > 0 ? reply.statuses : [0];
  for (const status of statuses) report.statuses[status] = (report.statuses[status] ?? 0) + 1;
  for (const head of failuresIn(reply)) {
    report.failures.push(`${conversation.bytes.subarray(0, 600).toString('latin1')}\n=> ${head}`);
  }
}

/** The index of recordings is opened by the first recording and stays open: it is no file that a request left behind. */
async function openRecordings(server: TestServer): Promise<void> {
  const { status, text } = await askOnce(`${server.url}/record/start`, { method: 'POST' });
  if (status !== 200) throw new Error(`nothing can be recorded: ${text}`);
  await askOnce(`${server.url}/record/stop`, { method: 'POST' });
}

/** Puts the cameras back, and waits until the server has nothing to do any more. */
async function settle(server: TestServer): Promise<void> {
  await restore(server);
  await until('its captures are gone', () => server.children().length === 0);
  const startedMs = performance.now();
  await until('it has rested', () => performance.now() - startedMs > restMs);
}

async function restore(server: TestServer): Promise<void> {
  const body = { cameras, port_mode: 'off', linger_seconds: 0, allowed_hosts: [], cors_origins: [] };
  const { status, text } = await askOnce(`${server.url}/api/cameras`, { method: 'POST', body });
  if (status !== 200) throw new Error(`the cameras cannot be put back: ${text}`);
}
