import type { Express, Response } from 'express';

/** Makes JSON answers `application/json` without a charset, as in the parent API; JSON is always UTF-8. */
export function usePlainJson(app: Express): void {
  app.response.json = function json(this: Response, body: unknown): Response {
    if (!this.hasHeader('Content-Type')) this.setHeader('Content-Type', 'application/json');
    return this.send(Buffer.from(JSON.stringify(body)));
  };
}
