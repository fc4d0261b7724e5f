import type { FieldProblem } from '../../../../server/contract/field-problem.ts';
import { readBackup } from '../../../../server/contract/backup.ts';
import { parseConfigBody } from '../../../../server/contract/config/config-body.ts';
import type { ConfigRefusal } from '../../../../server/contract/config/config-refusal.ts';
import type { ServerConfig } from '../../../../server/contract/config/config.ts';
import { isJsonObject } from '../../../../server/contract/config/patch-body.ts';
import { restoreChanges, type RestoreChange } from './restore-changes.ts';
import { jsonFaults } from './json-place.ts';

/** The effect that a file would have on the server. */
export type RestorePreview =
  | { ok: true; body: unknown; changes: RestoreChange[] }
  /** The file cannot be used. Each problem names its place in the file. */
  | { ok: false; problems: FieldProblem[] };

/** A backup contains no password. This text stands for the password that the server knows or asks for. */
const someonesPassword = 'known-to-the-server';

/** Reads a backup, or a bare cameras.json, as POST /api/restore would. @param current without passwords */
export function previewRestore(text: string, current: ServerConfig): RestorePreview {
  const [fault] = jsonFaults(text);
  if (fault) {
    const message = `This file is not JSON. Line ${fault.line}, column ${fault.column}: ${fault.message}.`;
    return { ok: false, problems: [{ field: '', message }] };
  }
  const body: unknown = JSON.parse(text);
  const backup = readBackup(body);
  if (!backup.ok) return { ok: false, problems: problemsOf(backup, []) };
  const { auth: savedAuth, recordings: savedRecordings } = backup.config;
  const filled = { ...backup.config, ...withPassword(savedAuth), ...withUploadSecret(savedRecordings) };
  const parsed = parseConfigBody(filled, { current });
  if (!parsed.ok) return { ok: false, problems: problemsOf(parsed, backup.at) };
  const { auth, recordings, webhooks } = parsed.config;
  const { upload } = recordings;
  const after = {
    ...parsed.config,
    auth: { ...auth, password: newPassword(auth.password) },
    webhooks: webhooks.map((webhook) => ({ ...webhook, secret: newPassword(webhook.secret) })),
    recordings: {
      ...recordings,
      upload: { ...upload, secret_access_key: newPassword(upload.secret_access_key) },
    },
  };
  return { ok: true, body, changes: restoreChanges(current, after) };
}

function withPassword(auth: unknown): { auth?: unknown } {
  if (!isJsonObject(auth)) return {};
  return { auth: { ...auth, password: auth['password'] || someonesPassword } };
}

function withUploadSecret(recordings: unknown): { recordings?: unknown } {
  if (!isJsonObject(recordings) || !isJsonObject(recordings['upload'])) return {};
  const { upload } = recordings;
  const secret = upload['secret_access_key'] || someonesPassword;
  return { recordings: { ...recordings, upload: { ...upload, secret_access_key: secret } } };
}

/** A cameras.json may contain a password, which this page must not show. */
function newPassword(password: string): string {
  return password === someonesPassword || password === '' ? '' : 'another';
}

function problemsOf(refused: ConfigRefusal, at: string[]): FieldProblem[] {
  const problems =
    refused.kind === 'rules'
      ? refused.problems
      : refused.issues.map(({ loc, msg }) => ({ field: loc.slice(1).join('.'), message: msg }));
  return problems.map(({ field, message }) => ({
    field: [...at, field].filter((part) => part !== '').join('.'),
    message,
  }));
}
