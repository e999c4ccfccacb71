import { describe, expect, it } from 'vitest';
import {
  renderDynamicConfigArguments,
  renderDynamicConfigFile,
} from '../../../src/server/launch/dynamic-config.ts';

const lower = { 'limit.historyCount.suggestContinueAsNew': 40, 'frontend.namespaceRPS.visibility': 7 };

describe('the dynamic configuration of one server', () => {
  it("adds to Holdfast's own settings, or takes their place, for both kinds of server", () => {
    expect(JSON.parse(renderDynamicConfigFile(lower))).toMatchObject({
      'limit.historyCount.suggestContinueAsNew': [{ value: 40 }],
      'frontend.namespaceRPS.visibility': [{ value: 7 }],
      'matching.numTaskqueueReadPartitions': [{ value: 1 }],
    });
    const given = renderDynamicConfigArguments(lower);
    expect(given).toContain('limit.historyCount.suggestContinueAsNew=40');
    expect(given.filter((one) => one.startsWith('frontend.namespaceRPS.visibility='))).toEqual([
      'frontend.namespaceRPS.visibility=7',
    ]);
  });

  it('stays as it is for every other server', () => {
    expect(JSON.parse(renderDynamicConfigFile())).not.toHaveProperty([
      'limit.historyCount.suggestContinueAsNew',
    ]);
  });
});
