/** Say under which base URL the scripted provider at `url` speaks for each provider that it stands in for. */
export function scriptedBaseUrls(url: string) {
  return { anthropic: url, openai: `${url}/v1`, 'openai-chat': `${url}/v1`, google: url } as const;
}
