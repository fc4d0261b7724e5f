import { z } from 'zod';

/** GET: whether this browser is logged in; POST: log in; DELETE: log out. Open to everybody. */
export const sessionPath = '/api/session';
/** The path where a browser that this machine starts itself logs in, with a one-time secret. */
export const kioskSessionPath = '/api/session/kiosk';
export const loginPath = '/login';

/** A header of every request of this server's pages: they show a login page, so the browser shall show no dialog. */
export const ownPagesHeader = { name: 'X-Requested-With', value: 'rpicam-kiosk' } as const;

/**
 * A header of every request of this server's pages: the path of the folder that they lie in, as the browser sees it. A proxy
 * may have taken a path off that only the browser knows, and a cookie has to name it.
 */
export const pagesRootHeader = 'X-Pages-Root';

/** The body of POST /api/session. */
export const loginBodySchema = z.object({
  username: z.string().max(1_024),
  password: z.string().max(1_024),
});

/** The answer of POST /api/session. */
export const loginAnswerSchema = z.object({
  user: z.string(),
  scope: z.enum(['view', 'admin']),
  /** ISO 8601; later with every use. */
  expires_at: z.string(),
});

/** The answer of GET /api/session. */
export const sessionAnswerSchema = z.object({
  /** False: no login is asked for, and none is possible. */
  auth_enabled: z.boolean(),
  /** The session, password or token of the request is valid, whatever it opens. */
  authenticated: z.boolean(),
  /** The access that this client has, logged in or not. */
  scope: z.enum(['none', 'view', 'admin']),
  /** Of a person; a token and the screen of this machine have no user. */
  user: z.string().optional(),
});

export type SessionAnswer = z.infer<typeof sessionAnswerSchema>;
export type LoginAnswer = z.infer<typeof loginAnswerSchema>;
