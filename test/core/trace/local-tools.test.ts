import { describe, expect, it } from 'vitest';
import type { Charter } from '../../../src/core/charter/charter.ts';
import { runsLocally } from '../../../src/core/commands/run-tool.ts';
import { nextDeadlineMs } from '../../../src/core/run/deadlines.ts';
import { decide } from '../../../src/core/run/decide.ts';
import { dueLocalTools } from '../../../src/core/trace/local-tools.ts';
import { answered, call, charter, given, opened, turn, when } from '../../support/run-story.ts';

const { look, ...others } = charter.tools;
if (!look) throw new Error('the charter has a tool that looks');
const near: Charter = { ...charter, tools: { ...others, look: { ...look, local: true } } };
const lacks = { type: 'run.worker-lacks', message: 'it has no such tool', retryable: false, attempts: 1 };

describe('a local tool', () => {
  const proposed = answered(opened(given(), near), turn([call('look')]));

  it('runs on the worker that has the run', () => {
    expect(decide(proposed)).toMatchObject([{ id: 'c1.1' }]);
    expect(dueLocalTools(proposed)).toMatchObject([{ id: 'c1.1' }]);
  });

  it('that this worker lacks goes to the queue, where another one may have it', () => {
    const back = when(
      proposed,
      { type: 'command-started', id: 'c1.1' },
      { type: 'tool-failed', id: 'c1.1', failure: lacks },
    );
    const again = when(back, { type: 'time-passed', atMs: nextDeadlineMs(back) ?? Number.NaN });
    const [command] = decide(again);
    expect(command).toMatchObject({ id: 'c1.1', givenBack: true });
    expect(command?.kind === 'run-tool' && runsLocally(command)).toBe(false);
    expect(dueLocalTools(again)).toEqual([]);
  });
});
