import { describe, expect, it } from 'vitest';
import { checkModelId } from '../../src/agents/check-model-id.ts';

describe('a model id that cannot be used', () => {
  it.each([
    ['malformed', `${'a'.repeat(98)}🙂🙂`],
    ['of an unknown provider', `${'a'.repeat(98)}🙂🙂:model`],
  ])('is shown cut, and well formed: %s', (_, id) => {
    const check = checkModelId(id);
    const message = check.kind === 'ok' ? '' : check.message;
    expect(message.isWellFormed()).toBe(true);
    expect(message).toContain(`"${'a'.repeat(98)}…"`);
    expect(message).not.toContain('🙂');
  });
});
