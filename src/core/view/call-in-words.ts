import type { Call } from '../calls/call.ts';
import { boundedText } from '../values/bounded-text.ts';

const shownOfFailure = { chars: 160 };

/** Where an open call stands, for people: what it is, and what went wrong with it so far. */
export function callInWords({ facts, tool, progress, lastFailure, tries }: Call): string {
  const what = facts.summary ?? tool;
  if (!lastFailure) return what;
  const attempts = tries?.made ?? lastFailure.attempts ?? 0;
  const after = attempts > 1 ? `, after ${attempts} attempts` : '';
  const why = `${boundedText(lastFailure.message, shownOfFailure)}${after}`;
  switch (progress.state) {
    case 'settling':
      return progress.by === 'person'
        ? `${what}: a person has to say whether it happened (${why})`
        : `${what}: its tool will look whether it happened (${why})`;
    case 'ready':
      return `${what}: goes out again (${why})`;
    default:
      return what;
  }
}
