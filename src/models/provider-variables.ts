import { type ProviderFamily, providerFamilies } from './provider-families.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Refuse to start with what is set in a provider's variables. Names the variables; no character of what they hold.
 */
class ProviderVariableError extends Error {
  override readonly name = 'ProviderVariableError';
  readonly code = 'provider_variable_invalid';
  /** As `HoldfastError` names it. */
  readonly kind = 'usage';
  readonly unchanged = 'Nothing was started.';
  readonly advice = 'Set the variable anew, or unset it, and start again.';
  readonly variables: readonly string[];

  constructor(faults: readonly VariableFault[]) {
    super(faults.map(({ variable, fault }) => `${variable} ${fault}.`).join(' '));
    this.variables = faults.map(({ variable }) => variable);
  }
}

interface VariableFault {
  readonly variable: string;
  /** Continues a sentence that begins with the variable's name. */
  readonly fault: string;
}

/**
 * Look at the variables of every provider that has a key.
 *
 * @throws ProviderVariableError for a key that no request can carry, or a base URL that is none or holds a secret.
 */
export function checkProviderVariables(env: Env): void {
  const faults = new Map(
    Object.values(providerFamilies)
      .filter(({ keyVariable }) => Boolean(env[keyVariable]?.trim()))
      .flatMap((family) => faultsOf(family, env))
      .map((fault) => [fault.variable, fault]),
  );
  if (faults.size > 0) throw new ProviderVariableError([...faults.values()]);
}

/** Why a key cannot be sent; undefined for one that can. */
export function keyFault(key: string): string | undefined {
  if (/^["'`\u2018-\u201f\u00ab\u00bb]|["'`\u2018-\u201f\u00ab\u00bb]$/.test(key))
    return 'begins or ends with a quote, which is no part of a key';
  // A header takes no others, and whoever refuses it quotes the whole of it.
  return /^[\u0021-\u007e]+$/.test(key)
    ? undefined
    : 'holds a character that no key has: a space, a line break or one beyond ASCII';
}

/** Why a base URL cannot be used; undefined for one that can. */
export function baseUrlFault(baseUrl: string): string | undefined {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) return 'is not an http(s) URL';
  // Each error and each log line that tells where a request went would tell them too.
  if (url.username !== '' || url.password !== '')
    return 'holds a user name or a password; a base URL is scheme, host and path alone';
  if (url.search !== '' || url.hash !== '')
    return 'holds more than scheme, host and path; leave out what begins with ? or #';
  return undefined;
}

function faultsOf({ keyVariable, baseUrlVariable }: ProviderFamily, env: Env): VariableFault[] {
  const read = (variable: string, faultIn: (value: string) => string | undefined): VariableFault[] => {
    const value = env[variable]?.trim();
    const fault = value ? faultIn(value) : undefined;
    return fault === undefined ? [] : [{ variable, fault }];
  };
  return [...read(keyVariable, keyFault), ...read(baseUrlVariable, baseUrlFault)];
}
