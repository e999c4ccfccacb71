import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createModelPort } from '../../src/models/adapters/create-model-port.ts';
import { checkProviderVariables } from '../../src/models/provider-variables.ts';

const key = 'sk-hunter2hunter2';
const noKey = 'holds a character that no key has: a space, a line break or one beyond ASCII.';
const quoted = 'begins or ends with a quote, which is no part of a key.';
const withPassword = 'holds a user name or a password; a base URL is scheme, host and path alone.';

function refusal(env: Record<string, string>): unknown {
  try {
    checkProviderVariables(env);
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('what is set for a provider', () => {
  it.each<[string, Record<string, string>, string]>([
    ['a line break in a key', { OPENAI_API_KEY: `${key}\nx` }, `OPENAI_API_KEY ${noKey}`],
    ['a letter beyond ASCII in a key', { GOOGLE_API_KEY: `${key}é` }, `GOOGLE_API_KEY ${noKey}`],
    ['a space in a key', { GOOGLE_API_KEY: `Bearer ${key}` }, `GOOGLE_API_KEY ${noKey}`],
    ['curly quotes around a key', { ANTHROPIC_API_KEY: `“${key}”` }, `ANTHROPIC_API_KEY ${quoted}`],
    ['quotes around a key', { ANTHROPIC_API_KEY: `"${key}"` }, `ANTHROPIC_API_KEY ${quoted}`],
    [
      'a password in a base URL',
      { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: 'https://ada:hunter2@proxy.example' },
      `ANTHROPIC_BASE_URL ${withPassword}`,
    ],
    [
      'a user name in a base URL',
      { OPENAI_API_KEY: key, OPENAI_BASE_URL: 'https://hunter2@proxy.example/v1' },
      `OPENAI_BASE_URL ${withPassword}`,
    ],
    [
      'a key in the query of a base URL',
      { GOOGLE_API_KEY: key, GOOGLE_BASE_URL: 'https://proxy.example/?key=hunter2' },
      'GOOGLE_BASE_URL holds more than scheme, host and path; leave out what begins with ? or #.',
    ],
    [
      'a base URL that is none',
      { OPENAI_API_KEY: key, OPENAI_BASE_URL: 'hunter2' },
      'OPENAI_BASE_URL is not an http(s) URL.',
    ],
  ])('is refused by the name of its variable, without a word of what it holds: %s', (_, env, message) => {
    const thrown = refusal(env);
    expect(thrown).toMatchObject({ kind: 'usage', code: 'provider_variable_invalid', message });
    expect(inspect(thrown)).not.toContain('hunter2');
    for (const provider of ['anthropic', 'openai', 'google']) {
      expect(inspect(createModelPort(env)(`${provider}:m`), { showHidden: false })).not.toContain('hunter2@');
    }
  });

  it('is a problem of the run where nobody looked before', () => {
    const found = createModelPort({ OPENAI_API_KEY: `${key}\n${key}` })('openai:gpt-4o');
    expect(found).toMatchObject({ kind: 'problem', variable: 'OPENAI_API_KEY' });
    expect(inspect(found)).not.toContain('hunter2');
  });

  it('is fine with a line break at its end, and not looked at where the provider has no key', () => {
    expect(
      refusal({ OPENAI_API_KEY: `${key}\n`, OPENAI_BASE_URL: 'http://localhost:1234/v1' }),
    ).toBeUndefined();
    expect(refusal({ OPENAI_BASE_URL: 'https://ada:hunter2@proxy.example' })).toBeUndefined();
  });
});
