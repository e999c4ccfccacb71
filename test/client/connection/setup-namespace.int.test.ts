import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { missingFromNamespace, setupNamespace } from '../../../src/client/connection/setup-namespace.ts';

const attributes = [
  'HoldfastAgent',
  'HoldfastModel',
  'HoldfastState',
  'HoldfastOutcome',
  'HoldfastRoot',
  'HoldfastApprovers',
  'HoldfastPendingSince',
  'HoldfastCostNanoUsd',
  'HoldfastSteps',
];

describe('setupNamespace', () => {
  let connection: Connection;
  beforeAll(async () => {
    connection = await Connection.connect({ address: inject('temporalAddress') });
  });
  afterAll(() => connection.close());

  it('registers the namespace and every attribute, and nothing the second time', async () => {
    expect(await missingFromNamespace(connection, 'fresh')).toEqual({ namespace: true, attributes });
    expect(await setupNamespace(connection, 'fresh')).toEqual({ created: true, added: attributes });
    expect(await missingFromNamespace(connection, 'fresh')).toEqual({ namespace: false, attributes: [] });
    expect(await setupNamespace(connection, 'fresh')).toEqual({ created: false, added: [] });
  });

  it('keeps closed runs for seven days unless told', async () => {
    await setupNamespace(connection, 'kept-a-week');
    const { config } = await connection.workflowService.describeNamespace({ namespace: 'kept-a-week' });
    expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(604_800);
  });

  it('makes the attributes usable before it returns', async () => {
    await setupNamespace(connection, 'usable');
    const client = new Client({ connection, namespace: 'usable' });
    const handle = await client.workflow.start('none', {
      taskQueue: 'none',
      workflowId: 'usable',
      searchAttributes: { HoldfastAgent: ['retail'], HoldfastSteps: [3] },
    });
    const { searchAttributes } = await handle.describe();
    await handle.terminate();
    expect(searchAttributes).toMatchObject({ HoldfastAgent: ['retail'], HoldfastSteps: [3] });
  });

  it('does it once when two do it at the same time', async () => {
    const both = await Promise.all([
      setupNamespace(connection, 'contested'),
      setupNamespace({ address: inject('temporalAddress') }, 'contested'),
    ]);
    expect(both.filter(({ created }) => created)).toHaveLength(1);
    expect(await missingFromNamespace(connection, 'contested')).toEqual({ namespace: false, attributes: [] });
  });

  it('refuses a namespace where an attribute has another type, and adds nothing', async () => {
    await connection.workflowService.registerNamespace({
      namespace: 'conflicting',
      workflowExecutionRetentionPeriod:
        (await connection.workflowService.describeNamespace({ namespace: inject('temporalNamespace') }))
          .config?.workflowExecutionRetentionTtl ?? null,
    });
    const int = 3;
    await expect
      .poll(() =>
        connection.operatorService.addSearchAttributes({
          namespace: 'conflicting',
          searchAttributes: { HoldfastAgent: int },
        }),
      )
      .toBeDefined();
    await expect
      .poll(async () => (await missingFromNamespace(connection, 'conflicting')).attributes.length)
      .toBe(9);
    await expect(setupNamespace(connection, 'conflicting')).rejects.toMatchObject({
      code: 'search_attribute_conflict',
      kind: 'unreachable',
      why: 'Needed: HoldfastAgent as KEYWORD.',
    });
    const { customAttributes } = await connection.operatorService.listSearchAttributes({
      namespace: 'conflicting',
    });
    expect(Object.keys(customAttributes).filter((name) => name.startsWith('Holdfast'))).toEqual([
      'HoldfastAgent',
    ]);
  });

  it('says that no server answers', async () => {
    await expect(missingFromNamespace({ address: '127.0.0.1:1' }, 'any')).rejects.toMatchObject({
      code: 'temporal_unreachable',
      kind: 'unreachable',
    });
  });
});
