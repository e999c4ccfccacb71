import { describe, expect, it } from 'vitest';
import { nextCommand, nextText } from '../../../src/cli/render/next-action.ts';
import type { NextAction } from '../../../src/core/view/next-action.ts';
import { nextActionSchema } from '../../../src/reports/next-action.ts';

const run = 'agent/retail/demo-1';
const digest = '9f3ac1d2e4b5f60718293a4b5c6d7e8f9f3ac1d2e4b5f60718293a4b5c6d7e8f';

/** Each action, with and without what it may leave out. */
const commands: readonly [NextAction, string][] = [
  [{ action: 'show', run }, 'holdfast show agent/retail/demo-1'],
  [{ action: 'trace', run }, 'holdfast trace agent/retail/demo-1'],
  [{ action: 'watch', run }, 'holdfast watch agent/retail/demo-1'],
  [{ action: 'say', run }, 'holdfast say agent/retail/demo-1 "…"'],
  [{ action: 'end', run }, 'holdfast end agent/retail/demo-1'],
  [{ action: 'resume', run }, 'holdfast resume agent/retail/demo-1'],
  [{ action: 'cancel', run }, 'holdfast cancel agent/retail/demo-1'],
  [
    { action: 'approve', run, approval: 'c3.1r1', digest },
    'holdfast approve agent/retail/demo-1 c3.1r1 --digest 9f3ac1d2',
  ],
  [
    { action: 'reject', run, approval: 'c3.1r1', digest },
    'holdfast reject agent/retail/demo-1 c3.1r1 --digest 9f3ac1d2',
  ],
  [
    { action: 'settle', run, effect: 'c3.1', outcome: 'applied' },
    'holdfast settle agent/retail/demo-1 c3.1 applied',
  ],
  [
    { action: 'settle', run, effect: 'c3.1', outcome: 'applied', from: 'result' },
    'holdfast settle agent/retail/demo-1 c3.1 applied --result -',
  ],
  [{ action: 'probe', run, effect: 'c3.1' }, 'holdfast probe agent/retail/demo-1 c3.1'],
  [{ action: 'undo', run }, 'holdfast undo agent/retail/demo-1'],
  [
    { action: 'undo', run, effect: 'c3.1', apply: true },
    'holdfast undo agent/retail/demo-1 --effect c3.1 --apply',
  ],
  [{ action: 'list' }, 'holdfast ls'],
  [{ action: 'list', query: "HoldfastAgent = 'retail'" }, `holdfast ls --query "HoldfastAgent = 'retail'"`],
  [{ action: 'inbox' }, 'holdfast inbox'],
  [{ action: 'start' }, 'holdfast start AGENT --input "…"'],
  [{ action: 'start', agent: 'retail' }, 'holdfast start retail --input "…"'],
  [{ action: 'start-dev' }, 'holdfast dev'],
  [{ action: 'start-worker' }, 'holdfast worker'],
  [{ action: 'doctor' }, 'holdfast doctor'],
  [{ action: 'doctor', address: 'there:7233' }, 'holdfast doctor --address there:7233'],
  [
    { action: 'setup', address: 'there:7233', namespace: 'shop' },
    'holdfast setup --address there:7233 --namespace shop',
  ],
  [{ action: 'set-connection', settings: ['tlsCaPath', 'profile'] }, '--tls-ca-path, --profile'],
  [{ action: 'list-profiles' }, 'temporal config list'],
  [
    { action: 'remove-search-attributes', namespace: 'shop', names: ['HoldfastAgent', 'HoldfastState'] },
    'temporal operator search-attribute remove --namespace shop --name HoldfastAgent --name HoldfastState',
  ],
];

describe('nextCommand', () => {
  it.each(commands)('writes %j as one command line', (action, command) => {
    expect(nextCommand(action)).toBe(command);
  });
  it.each(commands)('is published as it is: %j', (action) => {
    expect(nextActionSchema.safeParse(action).success).toBe(true);
  });
});

describe('nextText', () => {
  it('puts the advice before the command', () => {
    expect(nextText([{ action: 'list' }], 'Take another id.')).toBe('Take another id: holdfast ls');
  });
  it('gives each of several commands a line of its own, to be copied', () => {
    const next: NextAction[] = [{ action: 'start-worker' }, { action: 'show', run }];
    expect(nextText(next, 'Start a worker, then look.')).toBe(
      'Start a worker, then look:\n  holdfast worker\n  holdfast show agent/retail/demo-1',
    );
    expect(nextText(next)).toBe('One of these:\n  holdfast worker\n  holdfast show agent/retail/demo-1');
  });
  it('is either of them where there is no other, and nothing where there is none', () => {
    expect(nextText([{ action: 'inbox' }])).toBe('holdfast inbox');
    expect(nextText([], 'Try again in a moment.')).toBe('Try again in a moment.');
    expect(nextText([])).toBeUndefined();
  });
});
