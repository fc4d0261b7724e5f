import { unclearAuthFields } from '../contract/config/auth-fields.ts';
import { authMessages } from '../contract/config/config-rules.ts';
import { authShape, completeAuth } from '../contract/config/config-shape.ts';
import { defaultConfig, type AuthConfig, type ConfigProblem } from '../contract/config/config.ts';
import { nearName } from '../contract/config/near-name.ts';
import { isJsonObject } from '../contract/config/patch-body.ts';
import { shapeFaults, unknownFields } from './keep-valid.ts';

/** Auth that nobody can pass, for a block that cannot be read. */
export function closedAuth(): AuthConfig {
  return { enabled: true, protect_streams: true, protect_status: false, username: '', password: '' };
}

/**
 * Reads the `auth` of a file. A block with a fault stays closed and says why in `error`; it is never taken as "off".
 * @param faults the known faults of the block, e.g. that it stands there twice
 */
export function readAuth(
  raw: unknown,
  faults: readonly string[] = [],
): { auth: AuthConfig; error?: string; problems: ConfigProblem[] } {
  if (raw === undefined && faults.length === 0) return { auth: defaultConfig().auth, problems: [] };
  // With such faults, another block may hold the wish to close /health and /metrics too.
  const closed = { ...closedAuth(), protect_status: faults.length > 0 };
  if (!isJsonObject(raw))
    return refused(closed, faults.length > 0 ? faults : ['Auth has to be an object in braces.']);
  const unclear = [...faults, ...unclearAuthFields(raw).map(({ message }) => message)];
  const shape = authShape.safeParse(raw);
  if (!shape.success || unclear.length > 0) {
    const shapeMessages = shape.success
      ? []
      : shapeFaults(shape.error, raw, 'Auth').map(({ message }) => message);
    const protect_status = closed.protect_status || mayProtectStatus(raw);
    return refused({ ...closed, protect_status }, [...unclear, ...shapeMessages]);
  }
  const auth = completeAuth(shape.data, { protect_streams: true, protect_status: false });
  const messages = authMessages(auth);
  if (messages.length > 0) return refused(auth, messages);
  return { auth, problems: [...ignoredFields(raw), ...unsaid(raw, auth)] };
}

/** Whether /health and /metrics have to be closed too. In doubt they are closed. */
function mayProtectStatus(raw: Record<string, unknown>): boolean {
  return Object.entries(raw).some(([field, value]) => {
    if (nearName(field, ['protect_status']) === undefined) return false;
    const wish = authShape.shape.protect_status.safeParse(value);
    return field !== 'protect_status' || !wish.success || wish.data === true;
  });
}

function ignoredFields(raw: Record<string, unknown>): ConfigProblem[] {
  return unknownFields(raw, authShape.shape).map((field) => ({
    field: `auth.${field}`,
    message: `Auth has a field nobody knows: '${field}'; it is ignored.`,
  }));
}

/**
 * Files of older camera servers may leave `enabled` out, and are open then. Few people who set a password want that.
 */
function unsaid(raw: Record<string, unknown>, { password }: AuthConfig): ConfigProblem[] {
  if (Object.hasOwn(raw, 'enabled') || password.trim() === '') return [];
  const message =
    "Auth has a password but no 'enabled', so it is off and anybody may come in; set 'enabled' to true or false.";
  return [{ field: 'auth.enabled', message }];
}

function refused(auth: AuthConfig, messages: readonly string[]) {
  const error = messages.join(' ');
  const message = `${error} Everything that needs a login stays closed.`;
  return { auth, error, problems: [{ field: 'auth', message }] };
}
