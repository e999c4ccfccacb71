import type { Bench } from './bench-server.ts';
import type { ModelRequestNote } from './fast-provider.ts';

/** The next request from now that is looked for. */
export function nextRequest(
  { provider }: Bench,
  isWanted: (note: ModelRequestNote) => boolean,
): Promise<ModelRequestNote> {
  return new Promise((resolve) => {
    const forget = provider.onRequest((note) => {
      if (!isWanted(note)) return;
      forget();
      resolve(note);
    });
  });
}
