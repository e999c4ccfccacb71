import { fileInWords } from '../../core/attachments/file-in-words.ts';
import type { AttachmentView } from '../../core/view/run-view.ts';
import { oneLine } from './clean-text.ts';
import { cutText } from './text-width.ts';

/** `attached receipt.png (image/png, 182 KB, sha256 12ab34cd56ef…)`, on one line of a terminal. */
export function attachedLine(file: AttachmentView, width: number): string {
  return cutText(`attached ${oneLine(fileInWords(file))}`, width);
}
