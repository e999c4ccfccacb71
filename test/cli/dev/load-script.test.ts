import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadScript } from '../../../src/cli/dev/load-script.ts';
import type { ScriptedRequest } from '../../../src/scripted-provider/scripted-request.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-script-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const request: ScriptedRequest = {
  model: 'm',
  system: '',
  messages: [{ role: 'user', content: 'Ada' }],
  tools: [],
  maxTokens: undefined,
};
const sent = { path: '/', body: {}, text: '', streamed: false };

function written(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

describe('loadScript', () => {
  it.each([
    ['turns.json', '{"turns":[{"text":"Hi Ada"}]}'],
    ['turns.mjs', 'export default [{ text: "Hi Ada" }];'],
    [
      'function.mts',
      'export default (request: { messages: { content: string }[] }) => ({ text: `Hi ${request.messages[0].content}` });',
    ],
  ])('plays %s', async (name, text) => {
    const script = await loadScript(written(name, text), folder);
    expect(await script(request, sent)).toEqual({ text: 'Hi Ada' });
  });

  it('refuses a folder without telling files of its own', async () => {
    const error = await loadScript('.', folder).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'script_unreadable', message: `The script ${folder} is no file.` });
    expect((error as { why?: string }).why).toBeUndefined();
  });

  it.each([
    ['missing.json', undefined, 'script_not_found', undefined],
    ['broken.json', '{"turns":[', 'script_unreadable', 'JSON'],
    ['throws.mjs', 'throw new Error("not today");', 'script_unreadable', 'not today'],
    ['empty.mjs', 'export const turns = [];', 'script_invalid', 'it is no script; give'],
    [
      'odd.json',
      '{"turns":[{"text":1}]}',
      'script_invalid',
      'turns[0].text: is a number where a text belongs',
    ],
  ])('refuses %s and says why, and that nothing was started', async (name, text, code, why) => {
    if (text !== undefined) written(name, text);
    const error = await loadScript(name, folder).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: 'usage', code, unchanged: 'Nothing was started.' });
    expect((error as Error).message).toContain(join(folder, name));
    if (why !== undefined) expect((error as { why?: string }).why).toContain(why);
  });

  it('refuses a file that is larger than any script, without reading it', async () => {
    truncateSync(join(folder, written('large.json', '')), 64 * 1024 * 1024);
    await expect(loadScript('large.json', folder)).rejects.toMatchObject({
      code: 'script_invalid',
      why: 'It has 67108864 bytes, and a script at most 16777216.',
    });
  });
});
