import express, { type RequestHandler, type Response } from 'express';
import { AccessFile } from '../../../../server/access/access-file.ts';
import { Links } from '../../../../server/access/links.ts';
import { Tokens } from '../../../../server/access/tokens.ts';
import { renderCameraPlaceholder } from '../../../../server/camera/camera-placeholder.ts';
import { StreamMarks } from '../../../../server/camera/stream-marks.ts';
import { Supervisor } from '../../../../server/camera/supervisor.ts';
import { openCapture } from '../../../../server/capture/open-capture.ts';
import { captureLimits } from '../../../doubles/capture-limits.ts';
import type { FrameHub } from '../../../../server/frame/frame-hub.ts';
import { ConfigStore } from '../../../../server/config/config-store.ts';
import { setPrincipal } from '../../../../server/http/gate/principal-of.ts';
import { Viewers } from '../../../../server/http/gate/viewers.ts';
import { ApiError } from '../../../../server/http/message/api-error.ts';
import { errorHandler } from '../../../../server/http/message/error-handler.ts';
import { listen, type Listener } from '../../../../server/http/port/listen.ts';
import { mountOperations } from '../../../../server/http/operation/mount-operations.ts';
import { linkOperations } from '../../../../server/http/routes/access/link-routes.ts';
import { tokenOperations } from '../../../../server/http/routes/access/token-routes.ts';
import { PictureAnswers } from '../../../../server/http/routes/picture/picture-answers.ts';
import { streamOperations } from '../../../../server/http/routes/picture/stream-routes.ts';
import { systemClock } from '../../../../server/runtime/clock.ts';
import { Refusals } from '../../../../server/runtime/queue/refusals.ts';
import { VariantPools } from '../../../../server/stream/variant-pools.ts';
import { TemporaryFolder } from '../config/temporary-folder.ts';
import { silentFaults } from '../../../doubles/silent-faults.ts';
import { silentLogger } from '../../../doubles/silent-logger.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

/** Real cameras and routes behind a small guard that knows tokens and links, on a clock of its own for these. */
export class GuardedServer implements AsyncDisposable {
  readonly clock = new SteppedClock();
  /** What the guard waits for before it lets in whom it knows, as one that hashes a password would. */
  gate: (response: Response) => Promise<unknown> = () => Promise.resolve();
  readonly viewers: Viewers;
  readonly links: Links;
  readonly tokens: Tokens;
  readonly #folder: TemporaryFolder;
  readonly #cameras: Supervisor;
  readonly #file: AccessFile;
  #listener: Listener | undefined;

  static async start(config: object): Promise<GuardedServer> {
    const folder = new TemporaryFolder();
    folder.write('cameras.json', JSON.stringify(config));
    const clock = systemClock;
    const logger = silentLogger;
    const store = await ConfigStore.open({ folder: folder.path, reservedPorts: [], clock, logger });
    const file = await AccessFile.open({ folder: folder.path, clock, logger });
    const server = new GuardedServer(folder, file);
    const { viewers, links, tokens } = server;
    const metrics = { snapshotTaken: () => {} };
    const variants = new VariantPools(() => {});
    const parts = {
      cameras: server.#cameras,
      store,
      viewers,
      links,
      tokens,
      metrics,
      variants,
      hooks: { hubOf: ({ hub }: { hub: FrameHub }) => hub },
      refusals: new Refusals(),
      clock,
      logger,
    };
    const operations = [
      ...streamOperations(parts, new PictureAnswers(parts)),
      ...tokenOperations(parts),
      ...linkOperations(parts),
    ];
    const view = [server.#guard];
    const guards = { open: [], view, status: [], 'view-and-status': [], admin: [], page: [] };
    const app = express().set('query parser', 'simple');
    app.use(mountOperations(operations, guards), errorHandler(logger));
    server.#listener = await listen(app, '127.0.0.1', 0);
    server.#cameras.apply(store.current.cameras);
    return server;
  }

  private constructor(folder: TemporaryFolder, file: AccessFile) {
    const { clock } = this;
    this.#folder = folder;
    this.#file = file;
    const onRevoked = () => this.viewers.recheck();
    const links = (this.links = new Links({ file, clock, onRevoked }));
    const tokens = (this.tokens = new Tokens({ file, clock, onRevoked }));
    this.viewers = new Viewers({
      clock,
      isValid: (principal) =>
        principal.kind === 'link'
          ? links.isValid(principal)
          : principal.kind !== 'token' || tokens.isValid(principal),
      expiresAt: (principal) => (principal.kind === 'link' ? links.expiresAt(principal) : undefined),
    });
    const limits = captureLimits();
    const marks = new StreamMarks();
    this.#cameras = new Supervisor({
      clock: systemClock,
      faults: silentFaults(),
      openCapture: (config, report) =>
        openCapture(config, report, systemClock, limits, marks.origin(config().id)),
      editPicture: () => Promise.reject(new Error('not in this test')),
      renderPlaceholder: renderCameraPlaceholder,
      retryCeilingMs: 1_000,
      maxFramesPerSecond: () => 120,
      lingerMs: () => 1_000,
      changeControls: () => Promise.resolve([]),
      onState: () => {},
      onProblem: (_camera, error) => {
        throw error;
      },
    });
  }

  subscriberCount(camera: string): number | undefined {
    return this.#cameras.camera(camera)?.hub.subscriberCount;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#listener?.port}`;
  }

  /** Lets those in who have a token or a link of the camera, and everybody to a path without `token`. */
  readonly #guard: RequestHandler = async (request, response, next) => {
    const bearer = /^Bearer (.*)$/.exec(request.headers.authorization ?? '')?.[1];
    const { token } = request.query;
    const principal =
      bearer === undefined ? typeof token === 'string' && this.links.check(token) : this.tokens.check(bearer);
    if (principal) {
      if ('refused' in principal) throw new ApiError(401, principal.refused, principal.refused);
      const [, , id, kind] = decodeURIComponent(request.path).split('/');
      const limits = principal.kind === 'link' ? principal.limits : undefined;
      if (limits && (limits.camera !== id || (kind === 'video' && limits.scope === 'still')))
        throw new ApiError(403, 'beyond-link', 'beyond what the link shows');
      setPrincipal(response, principal);
    }
    await this.gate(response);
    next();
  };

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#listener?.close();
    await this.#cameras.close();
    await this.#file.settled();
    this.#folder[Symbol.dispose]();
  }
}
