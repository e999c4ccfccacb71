import { describe, expect, it } from 'vitest';
import { openRetailWorld } from '../../../src/samples/retail/open-retail-world.ts';
import { retailTools } from '../../../src/samples/retail/retail-tools.ts';
import { toolJsonSchema } from '../../../src/tools/define/tool-json-schema.ts';
import { retailTool } from '../../support/run-retail-tool.ts';
import { readSharedJson } from '../../support/shared-data.ts';
import { missingTau2 } from '../../support/tau2.ts';

interface ListedTool {
  name: string;
  mutates_state: boolean;
  openai_schema: {
    function: { parameters: { properties: Record<string, ListedField>; required?: string[] } };
  };
}
interface ListedField {
  type: string;
  items?: { type: string };
}

const world = openRetailWorld('/nowhere');

describe('retailTools', () => {
  it.skipIf(missingTau2)('have the names, inputs and effects of the domain', () => {
    const listed = readSharedJson('tau2/retail_tools.json') as ListedTool[];
    expect(
      retailTools(world)
        .map((tool) => tool.name)
        .toSorted(),
    ).toEqual(listed.map((tool) => tool.name).toSorted());
    for (const { name, mutates_state, openai_schema } of listed) {
      const tool = retailTool(world, name);
      const ours = toolJsonSchema(tool.input) as unknown as {
        properties: Record<string, ListedField & { description?: string }>;
        required?: string[];
      };
      const { properties, required = [] } = openai_schema.function.parameters;
      expect([name, (ours.required ?? []).toSorted()]).toEqual([name, required.toSorted()]);
      expect([name, Object.keys(ours.properties).toSorted()]).toEqual([
        name,
        Object.keys(properties).toSorted(),
      ]);
      for (const [field, { type, items }] of Object.entries(properties)) {
        expect([name, field, ours.properties[field]?.type, ours.properties[field]?.items?.type]).toEqual([
          name,
          field,
          type,
          items?.type,
        ]);
        expect(ours.properties[field]?.description, `${name}.${field}`).toMatch(/\S/);
      }
      expect([name, tool.effect !== 'read', tool.idempotency]).toEqual([name, mutates_state, 'keyed']);
      for (const hook of ['prepare', 'probe', 'undo', 'undoConflict'] as const) {
        expect([name, hook, tool[hook] !== undefined]).toEqual([name, hook, mutates_state]);
      }
    }
  });

  it('say what a call touches, so that calls on one thing keep their order', () => {
    const facts = (name: string, input: object) => retailTool(world, name).facts(input);
    const cancel = facts('cancel_pending_order', { order_id: '#W1', reason: 'ordered by mistake' });
    expect(cancel).toEqual({
      stakes: 'high',
      resources: ['order:#W1', 'gift-card-balances:all'],
      intent: 'cancel:#W1',
      summary: 'cancel #W1, ordered by mistake',
    });
    expect(facts('get_order_details', { order_id: '#W1' }).resources).toEqual(['order:#W1']);
    expect(facts('get_user_details', { user_id: 'ada' }).resources).toEqual([
      'user:ada',
      'gift-cards:ada',
      'gift-card-balances:all',
    ]);
    expect(facts('get_product_details', { product_id: '1' }).resources).toEqual([]);
  });
});
