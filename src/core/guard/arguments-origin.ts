import type { Charter } from '../charter/charter.ts';

/**
 * Where the arguments of a call come from, as a worker found when it had them proposed and the window at hand.
 *
 * A fact of the history: looking again takes long over a long window, and goes by tables that differ between engines.
 */
export type ArgumentsOrigin =
  /** All that tells something was said by the user, the task or a trusted tool. */
  | 'trusted'
  /** Something of it stands in an untrusted tool's output, and in nothing trusted. */
  | 'untrusted'
  /** Something of it stands nowhere in the window. */
  | 'unheard'
  /** It was too much to look through. */
  | 'unexamined';

/** Why arguments count as untrusted of which nobody found that they are. */
export type Presumption = Extract<ArgumentsOrigin, 'unheard' | 'unexamined'>;

/** Whether some rule of a run wants to know. Where none does, nobody looks. */
export function asksForOrigin({ rules }: Pick<Charter, 'rules'>): boolean {
  return rules.some(({ when }) => when?.argumentsFrom !== undefined);
}

/**
 * What rules are held against. The worst is presumed of what nobody looked at, and of what nobody said where messages
 * were left out of the window: whoever said it may stand in those.
 */
export function trustInArguments(
  origin: ArgumentsOrigin | undefined,
  windowIsIncomplete: boolean,
): { readonly untrustedArguments: boolean; readonly presumed?: Presumption } {
  switch (origin) {
    case 'trusted':
      return { untrustedArguments: false };
    case 'untrusted':
      return { untrustedArguments: true };
    case 'unheard':
      return windowIsIncomplete
        ? { untrustedArguments: true, presumed: 'unheard' }
        : { untrustedArguments: false };
    default:
      return { untrustedArguments: true, presumed: 'unexamined' };
  }
}
