import { describe, expect, it } from 'vitest';
import { checkModelOptions } from '../../src/scripted-provider/check-model-options.ts';
import { startScriptedProvider } from '../../src/scripted-provider/start-scripted-provider.ts';

const refused = (options: unknown) => () => checkModelOptions(options as never);

describe('checkModelOptions', () => {
  it('takes each kind of fault, and a price', () => {
    const faults = [
      'server-error',
      'overloaded',
      'cut',
      'reset',
      'malformed-json',
      'missing-usage',
      'rate-limited',
    ];
    const rules = faults.map((kind) => ({ fault: { kind }, next: 1, when: () => true }));
    const more = [
      { fault: { kind: 'slow', delayMs: 5 } },
      { fault: { kind: 'answer', turn: { finish: 'error' } } },
    ];
    expect(
      refused({ faults: [...rules, ...more], price: { input: 1, output: 2, cachedInput: 0 } }),
    ).not.toThrow();
  });
  it.each([
    [
      { faults: [{ kind: 'overloaded' }] },
      'faults[0].fault: is no fault; write { kind }, one of rate-limited,',
    ],
    [
      { faults: [{ fault: { kind: 'overload' } }] },
      'is of no kind that there is; kind is one of rate-limited,',
    ],
    [
      { faults: [{ fault: { kind: 'cut' }, times: 2 }] },
      'faults[0]: has no field "times"; it takes fault, next, when',
    ],
    [{ faults: [{ fault: { kind: 'cut' }, next: 0 }] }, 'faults[0].next: is below 1'],
    [
      { faults: [{ fault: { kind: 'cut' }, when: 'always' }] },
      'faults[0].when: is no function of the request',
    ],
    [{ faults: [{ fault: { kind: 'slow' } }] }, 'faults[0].fault.delayMs: is missing'],
    [{ faults: { kind: 'cut' } }, 'faults: is an object where a list belongs'],
    [{ price: { in: 3, output: 4 } }, 'price.input: is missing'],
    [{ price: { input: '3', output: 4 } }, 'price.input: is a text where a number belongs'],
    [{ price: { input: -3, output: 4 } }, 'price.input: is below 0'],
  ])('refuses %j', (options, words) => {
    expect(refused(options)).toThrow(words);
  });
  it('is asked as a provider starts, and with each change of its faults', async () => {
    const script = () => ({ text: 'ok' });
    const wrong = [{ fault: { kind: 'overload' } }] as never;
    await expect(startScriptedProvider({ script, faults: wrong })).rejects.toThrow('is of no kind');
    const provider = await startScriptedProvider({ script });
    expect(() => provider.setFaults(wrong)).toThrow('is of no kind');
    await provider.stop();
  });
});

describe('a fault that is an answer', () => {
  it('takes the place of the script’s turn so often as its rule says', async () => {
    const faults = [
      { fault: { kind: 'answer' as const, turn: { raw: { status: 503, body: 'away' } } }, next: 1 },
    ];
    const provider = await startScriptedProvider({ script: () => ({ text: 'ok' }), faults });
    const ask = () =>
      fetch(`${provider.openaiBaseUrl}/chat/completions`, {
        method: 'POST',
        body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Hi' }] }),
      });
    expect([(await ask()).status, (await ask()).status]).toEqual([503, 200]);
    await provider.stop();
  });
});
