import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OnTemporalProgress } from '../launch/temporal-progress.ts';
import { runProgram } from '../process/run-program.ts';

export type DownloadOutcome =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly reason: string };

/** How long nothing may arrive, before the first byte and between two, until the download counts as failed. */
const silenceMs = { first: 8_000, between: 20_000 };

/**
 * Fetch the Temporal CLI with the SDK's own downloader, unless the directory has it already.
 *
 * Gives up within seconds when there is no network, also where connections are swallowed rather than refused.
 */
export async function downloadTemporalCli(
  directory: string,
  options: { onProgress?: OnTemporalProgress | undefined; signal?: AbortSignal | undefined } = {},
): Promise<DownloadOutcome> {
  mkdirSync(directory, { recursive: true });
  const cached = finishedDownload(directory);
  if (cached !== undefined) return { ok: true, path: cached };

  const gaveUp = new AbortController();
  const began = Date.now();
  let received = 0;
  let receivedAt = began;
  const watch = setInterval(() => {
    const bytes = bytesIn(directory);
    if (bytes !== received) {
      received = bytes;
      receivedAt = Date.now();
      options.onProgress?.({ phase: 'download-cli', receivedBytes: bytes });
    }
    const allowedMs = received === 0 ? silenceMs.first : silenceMs.between;
    if (Date.now() - receivedAt > allowedMs) gaveUp.abort();
  }, 250);
  try {
    const extension = extname(new URL(import.meta.url).pathname);
    const script = fileURLToPath(new URL(`./download-temporal-cli-process${extension}`, import.meta.url));
    const stop = options.signal ? AbortSignal.any([options.signal, gaveUp.signal]) : gaveUp.signal;
    const { code, errorTail } = await runProgram(process.execPath, [script, directory], {
      signal: stop,
      // The SDK's runtime takes SIGTERM for a request to drain its workers, and stays.
      killSignal: 'SIGKILL',
    });
    options.signal?.throwIfAborted();
    const path = finishedDownload(directory);
    if (code === 0 && path !== undefined) return { ok: true, path };
    if (gaveUp.signal.aborted) {
      const seconds = Math.round((Date.now() - receivedAt) / 1000);
      return { ok: false, reason: `nothing arrived for ${seconds} s` };
    }
    return { ok: false, reason: rootCause(errorTail) };
  } finally {
    clearInterval(watch);
  }
}

/** The SDK writes to `….downloading` and renames when it is whole. */
function finishedDownload(directory: string): string | undefined {
  const name = readdirSync(directory).find((file) => /^temporal-.*(?<!\.downloading)$/.test(file));
  return name === undefined ? undefined : join(directory, name);
}

function bytesIn(directory: string): number {
  let bytes = 0;
  for (const file of readdirSync(directory)) {
    bytes += statSync(join(directory, file), { throwIfNoEntry: false })?.size ?? 0;
  }
  return bytes;
}

/** The SDK's message names the same address once a layer and the cause last. */
function rootCause(message: string): string {
  const last = message.trim().split('\n').at(-1) ?? '';
  return last.split(/\): /).at(-1) || 'it ended without a word';
}
