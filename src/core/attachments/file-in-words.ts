import type { FilePart } from './file-part.ts';

const kib = 1_024;
const shownDigestChars = 12;

/** `receipt.png (image/png, 182 KB, sha256 12ab34cd56ef…)`. The name is somebody else's. */
export function fileInWords({ name, mediaType, bytes, digest }: Omit<FilePart, 'type'>): string {
  return `${name} (${mediaType}, ${sizeInWords(bytes)}, sha256 ${digest.slice(0, shownDigestChars)}…)`;
}

/** `512 bytes`, `182 KB`, `1.5 MB`: binary units, as file managers and shells count. */
export function sizeInWords(bytes: number): string {
  if (bytes < kib) return `${bytes} bytes`;
  if (bytes < 1_000 * kib) return `${Math.round(bytes / kib)} KB`;
  return `${Math.ceil((bytes / kib / kib) * 100) / 100} MB`;
}
