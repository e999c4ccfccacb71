import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';

const encoding = 'binary/encrypted';

/** As somebody may have one: AES-256-GCM under one key; what it did not write is let through. */
export class SealingCodec implements PayloadCodec {
  readonly #key: Buffer;

  constructor(passphrase: string) {
    this.#key = createHash('sha256').update(passphrase).digest();
  }

  async encode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', this.#key, iv);
      const sealed = Buffer.concat([cipher.update(toText(payload), 'utf8'), cipher.final()]);
      return {
        metadata: { encoding: Buffer.from(encoding) },
        data: Buffer.concat([iv, cipher.getAuthTag(), sealed]),
      };
    });
  }

  async decode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => {
      if (Buffer.from(payload.metadata?.['encoding'] ?? []).toString() !== encoding) return payload;
      const data = Buffer.from(payload.data ?? []);
      const cipher = createDecipheriv('aes-256-gcm', this.#key, data.subarray(0, 12));
      cipher.setAuthTag(data.subarray(12, 28));
      return fromText(Buffer.concat([cipher.update(data.subarray(28)), cipher.final()]).toString());
    });
  }
}

function toText({ metadata, data }: Payload): string {
  const named = Object.entries(metadata ?? {}).map(([name, value]) => [name, base64(value)]);
  return JSON.stringify({ metadata: Object.fromEntries(named), ...(data && { data: base64(data) }) });
}

function fromText(text: string): Payload {
  const { metadata, data } = JSON.parse(text) as { metadata: Record<string, string>; data?: string };
  const named = Object.entries(metadata).map(([name, value]) => [name, Buffer.from(value, 'base64')]);
  return {
    metadata: Object.fromEntries(named) as Record<string, Uint8Array>,
    ...(data !== undefined && { data: Buffer.from(data, 'base64') }),
  };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
