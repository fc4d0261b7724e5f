import type { z } from 'zod';
import type { exportEventSchema, exportRemovedEventSchema } from '../../contract/export.ts';
import type { ExportChange } from './exports.ts';

/** A change of the exports, as its event. */
export function exportEvent(
  change: ExportChange,
): z.infer<typeof exportEventSchema> | z.infer<typeof exportRemovedEventSchema> {
  return change.kind === 'removed'
    ? { type: 'export-removed', id: change.id }
    : { type: 'export', export: change.entry };
}
