/** A model id in its two parts. */
export interface ModelId {
  readonly provider: string;
  readonly model: string;
}

/**
 * Split `provider:model` at its first colon; the model part may hold more colons and slashes.
 *
 * Undefined when either part is missing or the provider is not lower-case letters, digits and `-`.
 */
export function parseModelId(id: string): ModelId | undefined {
  const match = /^([a-z][a-z0-9-]*):(\S+)$/.exec(id);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  return { provider: match[1], model: match[2] };
}
