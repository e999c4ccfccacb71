/** The search attributes a Holdfast namespace must have, with their Temporal types. No personal data goes into them. */
export const searchAttributes = {
  HoldfastAgent: 'KEYWORD',
  HoldfastModel: 'KEYWORD',
  HoldfastState: 'KEYWORD',
  HoldfastOutcome: 'KEYWORD',
  HoldfastRoot: 'KEYWORD',
  HoldfastApprovers: 'KEYWORD_LIST',
  HoldfastPendingSince: 'DATETIME',
  HoldfastCostNanoUsd: 'INT',
  HoldfastSteps: 'INT',
} as const;

export type SearchAttributeName = keyof typeof searchAttributes;
