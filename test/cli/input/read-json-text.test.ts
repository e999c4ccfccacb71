import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readJsonText } from '../../../src/cli/input/read-json-text.ts';

const source = { cwd: '.', stdin: Readable.from(['']) };

describe('readJsonText', () => {
  it('takes a value as it is written', async () => {
    expect(await readJsonText('{"account":"2512292042121000001","amount":10.5}', '--args', source)).toEqual({
      account: '2512292042121000001',
      amount: 10.5,
    });
  });

  it('refuses a number that would become another one', async () => {
    await expect(readJsonText('{"account":2512292042121000001}', '--args', source)).rejects.toMatchObject({
      exitCode: 2,
      code: 'json_invalid',
      message: 'The --args holds a number that cannot be kept exactly: 2512292042121000001.',
      why: 'It would become 2512292042121000000.',
    });
  });

  it('refuses what is no JSON', async () => {
    await expect(readJsonText('{account', '--args', source)).rejects.toMatchObject({ code: 'json_invalid' });
  });
});
