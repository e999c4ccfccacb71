import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf, keepFile, touch } from './bundle-cache.ts';
import { ownModule } from './bundle-workflows.ts';

/**
 * Write the module by whose path Temporal takes a payload converter that is somebody's own, and give that path.
 *
 * `tolerant` is for workflow code, which is sent what others wrote. `strict` is for activities, whose input a run wrote: one
 * that cannot be read is another worker's to take.
 */
export function writeConverterModule(
  directory: string,
  payloadConverterPath: string,
  kind: 'tolerant' | 'strict',
): string {
  const own = `require(${JSON.stringify(payloadConverterPath)}).payloadConverter`;
  const json = `require(${JSON.stringify(ownModule('contracts/json-converter'))}).jsonConverter(${own})`;
  const tolerant = `require(${JSON.stringify(ownModule('contracts/tolerant-converter'))}).tolerantConverter(${json})`;
  const text = `exports.payloadConverter = ${kind === 'strict' ? json : tolerant};\n`;
  const name = `converter-${hashOf(text)}.cjs`;
  const file = join(directory, name);
  if (!existsSync(file)) return keepFile(directory, name, text);
  touch(file);
  return file;
}
