/** Writes every published shape as JSON Schema into a directory: `write-json-schemas.ts [dist/schemas]`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { publishedSchemas } from '../src/reports/published-schemas.ts';

const directory = process.argv[2] ?? 'dist/schemas';
mkdirSync(directory, { recursive: true });
for (const [name, schema] of Object.entries(publishedSchemas)) {
  const file = join(directory, `${name.replace('holdfast.', '').replace('/', '.')}.json`);
  const content = { title: name, ...z.toJSONSchema(schema) };
  writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`);
  process.stdout.write(`${file}\n`);
}
