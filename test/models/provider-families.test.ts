import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  findProviderFamily,
  keyVariableForms,
  modelIdForms,
  type ProviderFamily,
  providerFamilies,
  providerKeyVariables,
} from '../../src/models/provider-families.ts';
import { readComposeFile } from '../support/compose-file.ts';

const families: [string, ProviderFamily][] = Object.entries(providerFamilies);
const readme = readFileSync(resolve(import.meta.dirname, '../../README.md'), 'utf8');

describe('providerFamilies', () => {
  it('stand in the README, row by row', () => {
    const rows = families.map(
      ([name, { title, keyVariable, baseUrlVariable }]) =>
        `| \`${name}:ID\` | ${title} | \`${keyVariable}\`, \`${baseUrlVariable}\` |`,
    );
    expect(readme).toContain(`| model | speaks | variables |\n|---|---|---|\n${rows.join('\n')}\n\n`);
  });

  it('have their keys handed to the worker of docker-compose.yml', () => {
    const { environment = {} } = readComposeFile()['worker'] ?? {};
    expect(Object.keys(environment)).toEqual(expect.arrayContaining([...providerKeyVariables]));
  });

  it('are named to whoever asks for another', () => {
    expect(modelIdForms()).toBe('anthropic:MODEL, openai:MODEL, openai-chat:MODEL or google:MODEL');
    expect(keyVariableForms()).toBe('ANTHROPIC_API_KEY, OPENAI_API_KEY or GOOGLE_API_KEY');
  });

  it('are found by their own names alone', () => {
    expect(findProviderFamily('openai-chat')).toBe(providerFamilies['openai-chat']);
    expect(findProviderFamily('toString')).toBeUndefined();
  });
});
