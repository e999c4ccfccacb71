/**
 * How a model's answer ended, as its own wire said. Only a whole answer acts, and only a whole answer is one.
 *
 * Of any other no call runs and none is shown to a person.
 */
export type AnswerEnding = { readonly kind: 'whole' } | CutAnswer | RefusedAnswer | BrokenAnswer;

/** Cut off before its end: by the limit of the request, or since the model's window was full. */
export interface CutAnswer {
  readonly kind: 'cut';
  readonly at: 'output-limit' | 'window';
  /** Output tokens that went into reasoning, where the provider says so. */
  readonly reasoningTokens?: number;
}

/** Withheld by the model or its provider. The same request is withheld again. The answer's text is what it said of it. */
export interface RefusedAnswer {
  readonly kind: 'refused';
  /** The wire's own word for why, maybe with its explanation; one line. */
  readonly cause: string;
}

/** Broken off, or ended in a way that nobody knows: its text is no answer. */
export interface BrokenAnswer {
  readonly kind: 'broken';
  readonly how: 'error' | 'malformed-call' | 'unknown-reason' | 'no-reason';
  /** What the wire said, one line. */
  readonly said?: string;
}

export const wholeAnswer: AnswerEnding = { kind: 'whole' };

/** Say in a sentence how an answer ended that is not whole: for traces and outcomes. */
export function tellEnding(ending: Exclude<AnswerEnding, { kind: 'whole' }>): string {
  switch (ending.kind) {
    case 'cut':
      return ending.at === 'window'
        ? 'The answer was cut off since the model’s window was full; nothing of it was run.'
        : `The answer was cut off at the output limit; nothing of it was run.${tellReasoning(ending)}`;
    case 'refused':
      return `The provider withheld the answer: ${ending.cause}. Nothing of it was run.`;
    case 'broken':
      return `${breaks[ending.how]}${ending.said === undefined ? '' : ` (${ending.said})`}; nothing of it was run.`;
  }
}

/** That reasoning took tokens of an answer that was cut; empty where nobody says so. */
export function tellReasoning({ reasoningTokens }: CutAnswer): string {
  return reasoningTokens === undefined || reasoningTokens === 0
    ? ''
    : ` ${reasoningTokens} of its output tokens went into reasoning.`;
}

const breaks: Readonly<Record<BrokenAnswer['how'], string>> = {
  error: 'The provider broke the answer off',
  'malformed-call': 'The model wrote a call that its provider could not read',
  'unknown-reason': 'The answer ended for a reason that is not known',
  'no-reason': 'The answer does not say why it ended',
};
