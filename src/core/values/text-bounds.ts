/** Bounds of texts from outside, by what they are, wherever they enter a run. */
export const textBounds = {
  /** Of people, messages, types of errors. */
  name: { bytes: 200 },
  /** Why somebody decided something. */
  reason: { bytes: 4_096 },
  /** Why something failed. */
  failure: { bytes: 4_096 },
  /** What a tool or a check tells the model in place of a result. */
  refusal: { bytes: 16_384 },
  /** Why an effect was not undone; a plan holds one for each effect of a ledger. */
  conflict: { bytes: 1_024 },
  /** What people see of a call before they decide. */
  preview: { bytes: 4_096 },
  /** One sentence for people about a call. */
  summary: { chars: 500 },
  resource: { chars: 256 },
  intent: { chars: 512 },
} as const;
