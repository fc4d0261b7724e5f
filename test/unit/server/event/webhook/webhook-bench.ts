import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultWebhook, type Webhook } from '../../../../../server/contract/config/webhook.ts';
import { PendingFile } from '../../../../../server/event/webhook/pending-memory.ts';
import { Webhooks } from '../../../../../server/event/webhook/webhooks.ts';
import { silentLogger } from '../../../../doubles/silent-logger.ts';
import { SteppedClock } from '../../../../doubles/stepped-clock.ts';
import { until } from '../../../../fixtures/until.ts';
import type { WebhookTarget } from '../../../../fixtures/webhook-target.ts';
import { numberedEvent } from '../log/numbered-event.ts';

export const secret = 'a-long-and-random-secret';

/** Webhooks with a clock of their own and a real network. */
export class WebhookBench implements AsyncDisposable {
  readonly clock = new SteppedClock();
  readonly folder = mkdtempSync(join(tmpdir(), 'webhooks-'));
  /** Long, since the machine of the tests may be busy. */
  timeLimitMs = 15_000;
  settings: Webhook[];
  pictures = new Map<string, Buffer>();
  /** Withdraws the pictures. */
  readonly withdrawn = new AbortController();
  /** Answers of the DNS, in order; the last one stays. */
  dns: string[][] = [];
  searched: string[] = [];
  webhooks: Webhooks;

  constructor(...settings: Partial<Webhook>[]) {
    this.settings = settings.map((given) => ({ ...defaultWebhook(), id: 'home', secret, ...given }));
    this.webhooks = this.another();
  }

  static async start(target: WebhookTarget, given: Partial<Webhook> = {}): Promise<WebhookBench> {
    const bench = new WebhookBench({ url: target.url, private_host: '127.0.0.1', ...given });
    await bench.webhooks.start();
    return bench;
  }

  get pendingPath(): string {
    return join(this.folder, 'pending.json');
  }

  get report() {
    return this.webhooks.reports[0];
  }

  tell(...numbers: number[]): void {
    for (const number of numbers) this.webhooks.tell(numberedEvent(number));
  }

  /** Lets time pass until a condition holds. */
  until(what: string, probe: () => unknown, stepMs = 1_000): Promise<unknown> {
    return until(what, async () => {
      await this.clock.advance(stepMs);
      return probe();
    });
  }

  async restart(pauseMs = 0): Promise<void> {
    await this.webhooks.close();
    await this.clock.advance(pauseMs);
    this.webhooks = this.another();
    await this.webhooks.start();
  }

  /** As `restart`, but the next run finds the disk as it is now: nothing is written at the end. */
  async restartAfterKill(): Promise<void> {
    const found = existsSync(this.pendingPath) ? readFileSync(this.pendingPath) : undefined;
    await this.webhooks.close();
    rmSync(this.pendingPath, { force: true });
    if (found) writeFileSync(this.pendingPath, found);
    this.webhooks = this.another();
    await this.webhooks.start();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.webhooks.close();
    rmSync(this.folder, { recursive: true });
  }

  /** Webhooks of another run, which nothing has started yet. */
  another(): Webhooks {
    return new Webhooks({
      ...{
        clock: this.clock,
        logger: silentLogger,
        random: () => 0.5,
        timeLimitMs: this.timeLimitMs,
        version: '1.0.0',
      },
      settings: () => this.settings,
      picture: (camera) => {
        const jpeg = this.pictures.get(camera);
        return jpeg && { jpeg, withdrawn: this.withdrawn.signal };
      },
      cameraName: () => 'Front door',
      baseUrl: () => 'http://192.168.1.5:8000',
      memory: new PendingFile(this.pendingPath, silentLogger),
      resolve: (host) => {
        this.searched.push(host);
        return Promise.resolve((this.dns.length > 1 ? this.dns.shift() : this.dns[0]) ?? []);
      },
      onFault(error) {
        throw error;
      },
    });
  }
}
