import { providerFamilies } from './provider-families.ts';

type ProviderName = keyof typeof providerFamilies;

/**
 * Name other servers for providers, through the variables that a real one is named by. Each gets this key.
 *
 * Variables of providers that are not named stay as they are.
 */
export function pointProviders(
  env: Readonly<Record<string, string | undefined>>,
  baseUrls: Readonly<Partial<Record<ProviderName, string>>>,
  key: string,
): Record<string, string | undefined> {
  const pointed: Record<string, string | undefined> = { ...env };
  for (const [name, baseUrl] of Object.entries(baseUrls)) {
    const { keyVariable, baseUrlVariable } = providerFamilies[name as ProviderName];
    pointed[keyVariable] = key;
    pointed[baseUrlVariable] = baseUrl;
  }
  return pointed;
}
