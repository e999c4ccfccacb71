import { utf8Bytes } from '../values/json.ts';
import { maxPreviewBytes } from './approval.ts';

/** Cut a preview that is too long to be kept, and say in it how much is missing. */
export function cutPreview(preview: string): string {
  if (utf8Bytes(preview) <= maxPreviewBytes) return preview;
  const kept = preview.slice(0, maxPreviewBytes / 4).toWellFormed();
  return `${kept}…\n(${preview.length - kept.length} more characters of this preview were not kept)`;
}
