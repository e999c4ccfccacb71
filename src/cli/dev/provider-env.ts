import { pointProviders } from '../../models/point-providers.ts';
import { keyVariableForms, modelIdForms, providerKeyVariables } from '../../models/provider-families.ts';
import { scriptedBaseUrls } from '../../scripted-provider/scripted-base-urls.ts';

type Env = Readonly<Record<string, string | undefined>>;

const scriptedKey = 'scripted';

/** Tell whether somebody set a key: then the real providers are meant. */
export function hasProviderKey(env: Env): boolean {
  return providerKeyVariables.some((name) => Boolean(env[name]));
}

/** Take every provider's key out of an environment. */
export function withoutProviderKeys(env: Env): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !providerKeyVariables.includes(name)));
}

/**
 * Point a worker's environment at the scripted provider, through the variables that a real one is named by.
 *
 * An environment with a key, or without a scripted provider, comes back as it is.
 */
export function providerEnv(env: Env, providerUrl: string | undefined): Record<string, string | undefined> {
  if (providerUrl === undefined || hasProviderKey(env)) return { ...env };
  return pointProviders(env, scriptedBaseUrls(providerUrl.replace(/\/$/, '')), scriptedKey);
}

/** Tell whether `providerEnv` pointed this environment at the scripted provider. */
export function isScripted(env: Env): boolean {
  return providerKeyVariables.some((name) => env[name] === scriptedKey);
}

/** Say how to leave the scripted provider. */
export const toUseARealModel = `To use a real model, set ${keyVariableForms()} and start the run with --model ${modelIdForms()}.`;
