import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const publicApi = new URL('../../../src/index.ts', import.meta.url).href;

const files: Readonly<Record<string, string | Buffer>> = {
  'bytes.bin': Buffer.from([0xff, 0xfe, 0x00, 0xc3]),
  'empty.png': '',
  'large.png': Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(1024 * 1024)]),
  'picture.png': Buffer.from('89504e470d0a1a0a0000', 'hex'),
  'picture.gif': 'GIF89a',
  'half.txt': 'x'.repeat(900_000),
  'other-half.txt': 'y'.repeat(900_000),
  'large.txt': 'x'.repeat(65_537),
  'wrong-world.json': JSON.stringify({ users: [], orders: { '#W1': { status: 5 } } }),
  'syntax.config.ts': 'export default { agents: [',
  'no-agents.config.ts': 'export default { agent: 1 };\n',
  // Without an effect class, and with a name that a model cannot call.
  'broken-tool.config.ts': [
    `import { defineTool } from ${JSON.stringify(publicApi)};`,
    "export default defineTool({ name: 'refund order', description: '', execute: async () => ({}) });",
    '',
  ].join('\n'),
};

/** Write the files that the command lines of the bad inputs name. */
export function writeBadInputFiles(folder: string): void {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
}
