import type { ProviderAccess, WirePort } from './model-port.ts';

/** All that is to be known of the models behind one `provider:` prefix. */
export interface ProviderFamily {
  /** What it is called for people: the API that it speaks. */
  readonly title: string;
  /** Variables of the worker process. */
  readonly keyVariable: string;
  readonly baseUrlVariable: string;
  /** Whose models these are in the price list of `@pydantic/genai-prices`, whatever the base URL is. */
  readonly priceSource: string;
  /** What input costs that is kept for an hour, in prices of plain input; absent: nothing is kept so long. */
  readonly hourInCache?: { readonly timesInput: number; readonly publishedAt: string };
  /** Loads the adapter with its SDK, which whoever only defines agents shall not pay for. */
  readonly openPort: (access: ProviderAccess) => Promise<WirePort>;
}

/** Every provider that this version can call, by its name in `provider:model`: one row each. */
export const providerFamilies = {
  anthropic: {
    title: 'Anthropic’s Messages API',
    keyVariable: 'ANTHROPIC_API_KEY',
    baseUrlVariable: 'ANTHROPIC_BASE_URL',
    priceSource: 'anthropic',
    hourInCache: {
      timesInput: 2,
      publishedAt: 'https://platform.claude.com/docs/en/build-with-claude/prompt-caching',
    },
    openPort: async (access) => (await import('./adapters/anthropic.ts')).createAnthropicPort(access),
  },
  openai: {
    title: 'OpenAI’s Responses API',
    keyVariable: 'OPENAI_API_KEY',
    baseUrlVariable: 'OPENAI_BASE_URL',
    priceSource: 'openai',
    openPort: async (access) => (await import('./adapters/openai.ts')).createOpenAiPort(access),
  },
  'openai-chat': {
    title: 'OpenAI’s Chat Completions, and everything compatible',
    keyVariable: 'OPENAI_API_KEY',
    baseUrlVariable: 'OPENAI_BASE_URL',
    priceSource: 'openai',
    openPort: async (access) => (await import('./adapters/openai-chat.ts')).createOpenAiChatPort(access),
  },
  google: {
    title: 'Google’s Gemini API',
    keyVariable: 'GOOGLE_API_KEY',
    baseUrlVariable: 'GOOGLE_BASE_URL',
    priceSource: 'google',
    openPort: async (access) => (await import('./adapters/google.ts')).createGooglePort(access),
  },
} as const satisfies Readonly<Record<string, ProviderFamily>>;

const byName: ReadonlyMap<string, ProviderFamily> = new Map(Object.entries(providerFamilies));

export const providerNames: readonly string[] = [...byName.keys()];

/** The variables that hold keys, each once. */
export const providerKeyVariables: readonly string[] = [
  ...new Set([...byName.values()].map(({ keyVariable }) => keyVariable)),
];

/** Find a provider by its name; an inherited name is none. */
export function findProviderFamily(name: string): ProviderFamily | undefined {
  return byName.get(name);
}

/** Say how a model id may be written: `anthropic:MODEL, … or google:MODEL`. */
export function modelIdForms(): string {
  return alternatives(providerNames.map((name) => `${name}:MODEL`));
}

/** Say which variable a key may be set in: `ANTHROPIC_API_KEY, … or GOOGLE_API_KEY`. */
export function keyVariableForms(): string {
  return alternatives(providerKeyVariables);
}

function alternatives(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
