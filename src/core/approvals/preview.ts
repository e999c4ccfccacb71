import { boundedText } from '../values/bounded-text.ts';
import { utf8Bytes } from '../values/json.ts';

/** Room for what is said of the rest. */
const maxKeptBytes = 3_900;
const maxPreviewBytes = 4_096;

/** Cut a preview that is too long to be kept, and say in it how much is missing. */
export function cutPreview(preview: string): string {
  if (utf8Bytes(preview) <= maxPreviewBytes) return preview;
  const kept = boundedText(preview, { bytes: maxKeptBytes });
  return `${kept}\n(${preview.length - kept.length} more characters of this preview were not kept)`;
}
