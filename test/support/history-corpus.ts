import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type History, historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import type { HistorySource } from '../../src/workers/replay-histories.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Where histories are kept, a folder for each version that wrote some. */
export const corpusDirectory = join(root, 'test/replay/histories');

/** Version of this checkout's package. */
export const packageVersion = (
  JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
).version;

/** Whether the changelog has closed that version: its histories are fixed then. */
export function isReleased(version: string): boolean {
  return readFileSync(join(root, 'CHANGELOG.md'), 'utf8').includes(`## [${version}]`);
}

/** `<scenario>.json`, or `<scenario>.<part>.json` for a run that continued as new, or was undone once it had closed. */
export function historyFile(scenario: string, part: number, parts: number): string {
  return parts === 1 ? `${scenario}.json` : `${scenario}.${part}.json`;
}

export interface KeptHistory extends HistorySource {
  readonly version: string;
  readonly scenario: string;
}

/** Read all kept histories, by version and name. */
export function readCorpus(directory: string = corpusDirectory): KeptHistory[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const [version = '', name = ''] = file.split(/[\\/]/);
      const history = historyFromJSON(JSON.parse(readFileSync(join(directory, file), 'utf8'))) as History;
      const workflowId = history.events?.[0]?.workflowExecutionStartedEventAttributes?.workflowId ?? name;
      return {
        source: `${version}/${name}`,
        version,
        scenario: name.replace(/(\.\d+)?\.json$/, ''),
        workflowId,
        history,
      };
    });
}
