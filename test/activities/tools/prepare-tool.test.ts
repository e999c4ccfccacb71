import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { prepareTool } from '../../../src/activities/tools/prepare-tool.ts';
import type { LookInput } from '../../../src/contracts/activities.ts';
import type { PrepareResult } from '../../../src/core/commands/prepare-tool.ts';
import { defineTool } from '../../../src/tools/define/define-tool.ts';
import type { Prepared } from '../../../src/tools/define/tool.ts';

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const call: LookInput = { callId: 'c1.1', arguments: {}, idempotencyKey: 'agent/a/t/r/c1.1/d/run' };

/** Look with a tool that finds this. */
function look(found: Prepared): Promise<PrepareResult> {
  const prepare = async (): Promise<Prepared> => found;
  const tool = defineTool({
    name: 'shelve',
    description: 'Puts a book on a shelf.',
    input: z.object({}),
    output: z.null(),
    effect: 'irreversible',
    idempotency: 'keyed',
    prepare,
    execute: async () => null,
  });
  const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
  return environment.run(prepareTool(tool, prepare, { log: quiet }), call);
}

describe('what a look tells', () => {
  it('is well formed before it is written down, wherever half a surrogate pair stands in it', async () => {
    const half = '\ud83c';
    expect(
      await look({
        preview: `a ${half}`,
        before: { [half]: [half] },
        precondition: half,
        facts: { summary: half, intent: half, resources: [`order:${half}`] },
      }),
    ).toEqual({
      kind: 'prepared',
      preview: 'a \ufffd',
      before: { '\ufffd': ['\ufffd'] },
      precondition: '\ufffd',
      facts: { summary: '\ufffd', intent: '\ufffd', resources: ['order:\ufffd'] },
    });
  });
});
