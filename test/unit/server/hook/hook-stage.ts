import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HookState, HookUseReport } from '../../../../server/contract/hook/hook-state.ts';
import type { HookUse } from '../../../../server/contract/hook/hook-use.ts';
import { FrameHub } from '../../../../server/frame/frame-hub.ts';
import type { Frame } from '../../../../server/frame/frame.ts';
import { usualLimits, type ProcessLimits } from '../../../../server/hook/hook-modules.ts';
import { Hooks } from '../../../../server/hook/hooks.ts';
import type { HookFindings } from '../../../../server/hook/running-hook.ts';
import { pictureQueue } from '../../../../server/picture/picture-queue.ts';
import { systemClock } from '../../../../server/runtime/clock.ts';
import { silentLogger } from '../../../doubles/silent-logger.ts';
import { jpeg } from '../../../fixtures/images.ts';
import { until } from '../../../fixtures/until.ts';
import { TemporaryFolder } from '../config/temporary-folder.ts';

export const picture = jpeg('64x48');

/** One camera with hooks in real processes, whose pictures come from the test. */
export class HookStage implements AsyncDisposable {
  readonly plain = new FrameHub(() => undefined, systemClock);
  readonly hooks: Hooks;
  readonly findings: HookFindings[] = [];
  /** Every state that any hook has had. */
  readonly states: HookState[] = [];
  /** The frames that viewers got, with hooks and without. */
  readonly shown: Frame[] = [];
  readonly plainShown: Frame[] = [];
  readonly #folder = new TemporaryFolder();
  /** Of the pictures that come now; aborted and made anew as a camera does it with another mask. */
  withdrawn = new AbortController();
  view: object = {};
  #sequence = 0;
  readonly #feeding = new AbortController();

  constructor(limits: Partial<ProcessLimits> = {}) {
    this.hooks = new Hooks({
      dataFolder: this.#folder.path,
      clock: systemClock,
      queue: pictureQueue(),
      logger: silentLogger,
      onState: () => {
        for (const { state } of this.reports()) this.states.push(state);
      },
      onFindings: (_camera, findings) => this.findings.push(findings),
      limits: { ...usualLimits, ...limits },
    });
    this.plain.subscribe(
      'recorder',
      () => undefined,
      () => undefined,
    );
  }

  get folder(): string {
    return this.hooks.modules.folder;
  }

  write(file: string, code: string): void {
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(join(this.folder, file), code);
  }

  /** Configures hooks, and watches the camera with them and without. */
  use(...uses: (Partial<HookUse> & Pick<HookUse, 'hook'>)[]): void {
    const hooks = uses.map((use): HookUse => ({ fps: null, run: 'watched', options: {}, allow: [], ...use }));
    const isFirst = this.hooks.hub('door') === undefined;
    this.hooks.apply([{ id: 'door', hooks, source: this.plain, view: this.view }]);
    if (!isFirst) return;
    this.#watch(this.hooks.hub('door'), this.shown);
    this.#watch(this.plain, this.plainShown);
  }

  /** As a camera does it with another mask. */
  withdraw(): void {
    const former = this.withdrawn;
    this.withdrawn = new AbortController();
    former.abort();
  }

  #watch(hub: FrameHub | undefined, shown: Frame[]): void {
    const subscriber = hub?.subscribe(
      'stream',
      () => {
        const held = subscriber?.take();
        if (held) shown.push(held.frame);
        held?.release();
      },
      () => undefined,
    );
  }

  /** Publishes one picture of the camera. */
  publish(image = picture): Frame {
    const frame: Frame = {
      jpeg: image,
      ...{ width: 64, height: 48 },
      capturedAtMs: systemClock.nowMs(),
      capturedAt: Date.now(),
      sequence: ++this.#sequence,
      origin: 'camera',
      withdrawn: this.withdrawn.signal,
    };
    this.plain.publish(frame);
    return frame;
  }

  /** Publishes pictures as a camera does, until the end. */
  feed(image: () => Buffer = () => picture): void {
    void (async () => {
      while (!this.#feeding.signal.aborted) {
        this.publish(image());
        await systemClock.sleep(20, this.#feeding.signal);
      }
    })();
  }

  reports(): HookUseReport[] {
    return this.hooks.chains.flatMap(({ hooks }) => hooks.map((hook) => hook.report()));
  }

  /** Waits for a state of the hook at `place`. */
  untilState<Kind extends HookState['kind']>(
    kind: Kind,
    place = 0,
  ): Promise<Extract<HookState, { kind: Kind }>> {
    return until(`hook ${place} is ${kind}: ${JSON.stringify(this.states.at(-1))}`, () => {
      const state = this.reports()[place]?.state;
      return state?.kind === kind ? (state as Extract<HookState, { kind: Kind }>) : undefined;
    });
  }

  /** Waits until a hook was ended, and returns why. */
  async untilFailed(): Promise<{ reason: string; detail: string }> {
    return until('the hook failed', () =>
      this.states.find((state) => state.kind === 'retrying' || state.kind === 'failed'),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#feeding.abort();
    await this.hooks.close();
    this.#folder[Symbol.dispose]();
  }
}
