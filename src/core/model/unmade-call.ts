/** A call that a model meant to make and did not: written as text, or announced by the answer's ending alone. */
export type UnmadeCall =
  | { readonly kind: 'written-as-text'; readonly tool: string }
  | { readonly kind: 'announced' };

/** Tell the model to make the call that it meant. */
export function tellUnmadeCall(unmade: UnmadeCall): string {
  return unmade.kind === 'announced'
    ? 'Your last answer announced a call and held none, so nothing was run. Make the call you meant, or answer the user.'
    : `Your last answer held a call of ${unmade.tool} written as text, so nothing was run. Make it as a tool call of this interface, not as text in your answer.`;
}
