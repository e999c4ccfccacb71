const images = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const;
const pdf = 'application/pdf';

/** Sent as text, which the bytes of a request bound like any other. */
const texts: readonly string[] = [
  'text/plain',
  'text/markdown',
  'text/csv',
  'text/html',
  'text/xml',
  'application/json',
];

/** What each provider's wire takes beside text: one row a provider. */
const byProvider: ReadonlyMap<string, readonly string[]> = new Map([
  ['anthropic', [...images, pdf]],
  ['openai', [...images, pdf]],
  ['openai-chat', [...images, pdf]],
  // Gemini does not take GIFs.
  ['google', ['image/png', 'image/jpeg', 'image/webp', pdf]],
]);

/** Kinds of files that some provider takes. */
export const mediaTypes: readonly string[] = [...images, pdf, ...texts];

/** Kinds whose tokens the bytes of a request do not bound. */
export const unboundedMediaTypes: readonly string[] = [...images, pdf];

export function isTextType(mediaType: string): boolean {
  return texts.includes(mediaType);
}

/** Kinds of files that may go to a model, by its `provider:model`. */
export function mediaTypesTakenBy(modelId: string): readonly string[] {
  const [provider = ''] = modelId.split(':');
  return [...(byProvider.get(provider) ?? []), ...texts];
}
