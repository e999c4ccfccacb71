import type { Attachment } from '../../src/client/attachments/attach-files.ts';

/** The smallest whole files of each kind that models take; a tail makes them as large as a test wants. */
const heads = {
  'image/png': Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
  'image/jpeg': Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1]),
  'image/gif': Buffer.from('GIF89a\x01\0\x01\0\0\0\0;', 'latin1'),
  'image/webp': Buffer.from('RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0', 'latin1'),
  'application/pdf': Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n'),
} as const;

export type SampleKind = keyof typeof heads;

export function sampleBytes(kind: SampleKind, bytes: number = heads[kind].length, seed = 0): Uint8Array {
  const data = new Uint8Array(bytes).fill(seed);
  data.set(heads[kind]);
  return data;
}

/** A picture, of so many bytes where a test wants a large one; another `seed`, another picture. */
export function picture(name = 'receipt.png', bytes?: number, seed?: number): Attachment {
  return { name, data: sampleBytes('image/png', bytes, seed) };
}

export function textFile(name: string, text: string): Attachment {
  return { name, data: new TextEncoder().encode(text) };
}
