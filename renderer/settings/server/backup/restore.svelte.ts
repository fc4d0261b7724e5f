import { z } from 'zod';
import type { FieldProblem } from '../../../../server/contract/field-problem.ts';
import { configSchema } from '../../../../server/contract/config/config.ts';
import { answerTo, send } from '../../../api.ts';
import { problemsOf } from '../../../parts/request/request-problems.ts';
import { readAnswer } from '../../../read-answer.ts';
import type { RestoreChange } from './restore-changes.ts';
import { previewRestore } from './restore-preview.ts';

export type RestoreState =
  | { kind: 'idle' }
  | { kind: 'reading'; file: string }
  /** The server changed nothing. */
  | { kind: 'refused'; file: string; problems: FieldProblem[] }
  | { kind: 'preview'; file: string; body: unknown; changes: RestoreChange[]; etag: string | null }
  | { kind: 'restoring'; file: string }
  /** `keptAs`: the file in which the server keeps the replaced configuration. */
  | { kind: 'restored'; file: string; notes: string[]; keptAs: string | null };

/** The server reads no more. */
const maxFileBytes = 1024 * 1024;

const restoredSchema = z.object({ notes: z.array(z.string()), kept_as: z.string().nullable() });

/** A file that shall become the configuration. People see the changes first, then confirm them. */
export class Restore {
  state = $state.raw<RestoreState>({ kind: 'idle' });

  /** Shows the changes that a file would make. Never rejects. */
  async read(file: File): Promise<void> {
    const { name } = file;
    this.state = { kind: 'reading', file: name };
    try {
      if (file.size > maxFileBytes)
        throw new Error('This file is larger than 1 MB, so it is not a backup of this program.');
      const answer = await answerTo('/api/cameras');
      const etag = answer.headers.get('ETag');
      const current = await readAnswer(answer, configSchema);
      const preview = previewRestore(await file.text(), current);
      this.state = preview.ok
        ? { kind: 'preview', file: name, body: preview.body, changes: preview.changes, etag }
        : { kind: 'refused', file: name, problems: preview.problems };
    } catch (error) {
      this.state = { kind: 'refused', file: name, problems: problemsOf(error) };
    }
  }

  /** Restores, unless somebody has changed the configuration since the preview. True if it was done. Never rejects. */
  async confirm(): Promise<boolean> {
    if (this.state.kind !== 'preview') return false;
    const { file, body, etag } = this.state;
    this.state = { kind: 'restoring', file };
    try {
      const unchanged: Record<string, string> = etag === null ? {} : { 'If-Match': etag };
      const { notes, kept_as: keptAs } = await readAnswer(
        send('POST', '/api/restore', body, unchanged),
        restoredSchema,
      );
      this.state = { kind: 'restored', file, notes, keptAs };
      return true;
    } catch (error) {
      this.state = { kind: 'refused', file, problems: problemsOf(error) };
      return false;
    }
  }

  cancel(): void {
    this.state = { kind: 'idle' };
  }
}
