import { describe, expect, it } from 'vitest';
import { classifyModelError } from '../../../src/models/errors/classify-model-error.ts';
import { quoteProvider } from '../../../src/models/errors/quote-provider.ts';
import { withoutSecrets } from '../../../src/models/errors/without-secrets.ts';

/** Of no form that could be known as a key. */
const key = 'correct horse/battery+staple';

describe('withoutSecrets', () => {
  it('takes a secret out of every text, also as URLs and base64 spell it', () => {
    const base64 = Buffer.from(key).toString('base64');
    expect(
      withoutSecrets({ a: [`key ${key}!`], b: { c: `?key=${encodeURIComponent(key)}` }, d: base64, n: 1 }, [
        key,
      ]),
    ).toEqual({ a: ['key [removed]!'], b: { c: '?key=[removed]' }, d: '[removed]', n: 1 });
  });

  it('takes out what is left of a secret at the end of a text that was cut', () => {
    const long = `${'x'.repeat(280)} ${key}`;
    expect(withoutSecrets(quoteProvider(long), [key])).toBe(`${'x'.repeat(280)} [removed]`);
  });

  it('leaves words alone that are too short for a key', () => {
    expect(withoutSecrets('none of this', ['none'])).toBe('none of this');
  });
});

describe('classifyModelError', () => {
  it.each<[string, unknown]>([
    [
      'in an error body',
      {
        statusCode: 401,
        responseBody: JSON.stringify({
          error: { type: 'authentication_error', message: `Incorrect API key provided: ${key}.` },
        }),
      },
    ],
    [
      'where the message is cut',
      {
        statusCode: 400,
        responseBody: JSON.stringify({ error: { message: `${'x'.repeat(280)} ${key}` } }),
      },
    ],
    [
      'in what kind of error it is',
      { statusCode: 400, responseBody: JSON.stringify({ error: { type: key } }) },
    ],
    ['in an error of the client', new TypeError(`Headers.append: "${key}" is an invalid header value.`)],
    ['in a broken stream', { name: 'BrokenStreamError', message: `bad key ${key}`, hadOutput: true }],
  ])('tells nothing of a key that a provider sends back: %s', (_, error) => {
    const { message } = classifyModelError(error, 'openai:m', { secrets: [key] });
    expect(message).toContain('openai:m');
    expect(message).not.toContain('horse');
  });
});
