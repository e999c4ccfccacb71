type Env = Readonly<Record<string, string | undefined>>;

const keys = ['ANTHROPIC_API_KEY', 'OPENAI_API_KEY', 'GOOGLE_API_KEY'] as const;

/** Tell whether somebody set a key: then the real providers are meant. */
export function hasProviderKey(env: Env): boolean {
  return keys.some((name) => Boolean(env[name]));
}

/**
 * Point a worker's environment at the scripted provider, through the variables that a real one is named by.
 *
 * An environment with a key, or without a scripted provider, comes back as it is.
 */
export function providerEnv(env: Env, providerUrl: string | undefined): Record<string, string | undefined> {
  if (providerUrl === undefined || hasProviderKey(env)) return { ...env };
  const base = providerUrl.replace(/\/$/, '');
  return {
    ...env,
    ANTHROPIC_API_KEY: 'scripted',
    ANTHROPIC_BASE_URL: base,
    OPENAI_API_KEY: 'scripted',
    OPENAI_BASE_URL: `${base}/v1`,
  };
}
