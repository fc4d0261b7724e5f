import { defaultConfig, type AuthConfig, type ConfigProblem } from '../contract/config.ts';
import { authMessages } from '../contract/config-rules.ts';
import { authShape, completeAuth } from '../contract/config-shape.ts';
import { isRecord, shapeFaults, unknownFields } from './keep-valid.ts';

/** Auth that nobody can pass, for a block that cannot be read. */
export function closedAuth(): AuthConfig {
  return { enabled: true, protect_streams: true, protect_status: false, username: '', password: '' };
}

/** Reads the `auth` of a file. A block with a fault stays closed and says why in `error`; it is never taken as "off". */
export function readAuth(raw: unknown): { auth: AuthConfig; error?: string; problems: ConfigProblem[] } {
  if (raw === undefined) return { auth: defaultConfig().auth, problems: [] };
  if (!isRecord(raw)) return refused(closedAuth(), ['Auth has to be an object in braces.']);
  const shape = authShape.safeParse(raw);
  if (!shape.success) {
    const messages = shapeFaults(shape.error, raw, 'Auth').map(({ message }) => message);
    return refused(closedAuth(), messages);
  }
  const auth = completeAuth(shape.data, { protect_streams: shape.data.enabled, protect_status: false });
  const messages = authMessages(auth);
  if (messages.length > 0) return refused(auth, messages);
  const problems = unknownFields(raw, authShape.shape).map((field) => ({
    field: `auth.${field}`,
    message: `Auth has a field nobody knows: '${field}'; it is ignored.`,
  }));
  return { auth, problems };
}

function refused(auth: AuthConfig, messages: string[]) {
  const error = messages.join(' ');
  const message = `${error} Everything that needs a login stays closed.`;
  return { auth, error, problems: [{ field: 'auth', message }] };
}
