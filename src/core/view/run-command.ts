import { shortDigest } from '../approvals/digest-prefix.ts';
import type { RunAction } from './next-action.ts';

/**
 * Write what can be done about a run as a command line.
 *
 * It stands here for the Temporal UI, whose page of a run is text alone: nothing else below the command line speaks of
 * commands.
 */
export function runCommand(action: RunAction): string {
  return ['holdfast', action.action, action.run, ...restOf(action)].join(' ');
}

/** Write the ways to go on as Markdown: what is a button elsewhere is here the command that does it. */
export function commandsOf(actions: readonly RunAction[]): string {
  return actions.map((action) => `\`${runCommand(action)}\``).join(' or ');
}

function restOf(action: RunAction): readonly string[] {
  switch (action.action) {
    case 'approve':
    case 'reject':
      return [action.approval, '--digest', shortDigest(action.digest)];
    case 'settle':
      return [action.effect, action.outcome, ...(action.from === 'result' ? ['--result', '-'] : [])];
    case 'probe':
      return [action.effect];
    case 'undo':
      return [
        ...(action.effect === undefined ? [] : ['--effect', action.effect]),
        ...(action.apply ? ['--apply'] : []),
      ];
    case 'say':
      return ['"…"'];
    default:
      return [];
  }
}
