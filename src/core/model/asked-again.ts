/** What a model was already told about answers that could not be taken, since the last one that could. */
export interface AskedAgain {
  /** Its answer was cut. `maxOutputTokens`: what it may write now, where there was room for more. */
  readonly cut?: { readonly maxOutputTokens?: number };
  /** It wrote a call as text, or announced one and made none. */
  readonly unmadeCall?: true;
}
