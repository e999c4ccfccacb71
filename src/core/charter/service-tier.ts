/** What providers call the tier that they serve by unless told otherwise: asked for or not, it costs the standard price. */
const standardNames: readonly string[] = ['standard', 'default', 'auto', 'standard_only'];

/** Whether a service tier has no price of its own. */
export function isStandardTier(tier: string): boolean {
  return standardNames.includes(tier.toLowerCase());
}
