import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleWorkflows } from '../../src/workers/bundle-workflows.ts';
import { type BundleInventory, readBundleInventory } from './bundle-inventory.ts';

const root = resolve(import.meta.dirname, '../..');
const quiet = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/** What Temporal's own workflow runtime brings along. */
const temporal = ['@temporalio/common', '@temporalio/workflow', 'long', 'ms', 'nexus-rpc'];
/** Converters that Temporal's bundler leaves empty when none are configured. */
const converters = ['__temporal_custom_failure_converter', '__temporal_custom_payload_converter'];

describe('the workflow bundle', () => {
  let inventory: BundleInventory;

  beforeAll(async () => {
    inventory = readBundleInventory(await bundleWorkflows({ logger: quiet }));
  }, 60_000);

  it('holds Temporal’s runtime, a hash, a canonical JSON, deflate and base64, and no other package', () => {
    expect(inventory.packages).toEqual(['@scure/base', ...temporal, 'canonicalize', 'fflate'].sort());
  });

  it('holds modules of core, contracts and workflows only', () => {
    expect(inventory.realms).toEqual(['contracts', 'core', 'workflows']);
  });

  it('asks for no Node module', () => {
    expect(inventory.emptied).toEqual(['__temporal_custom_failure_converter']);
  });

  it('stays under 1,400 KiB of code: zod alone would break it', () => {
    expect(inventory.codeBytes).toBeLessThan(1_400 * 1024);
  });
});

describe('readBundleInventory', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-bundle-'));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function inventoryOf(files: Record<string, string>): Promise<BundleInventory> {
    mkdirSync(join(folder, 'src/workflows'), { recursive: true });
    mkdirSync(join(folder, 'src/activities'), { recursive: true });
    for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
    const workflowsPath = join(folder, 'src/workflows/index.ts');
    const { code } = await bundleWorkflowCode({
      workflowsPath,
      logger: quiet,
      ignoreModules: ['crypto'],
    });
    return readBundleInventory(code);
  }

  it('names a logger, a schema library, a Node module and a foreign realm that slipped in', async () => {
    const inventory = await inventoryOf({
      'src/activities/log.ts': "import { pino } from 'pino';\nexport const log = pino();\n",
      'src/workflows/index.ts': [
        "import { createHash } from 'crypto';",
        "import { z } from 'zod';",
        "import { log } from '../activities/log.ts';",
        'export async function planted(): Promise<unknown> { log.info(z.string()); return createHash; }',
      ].join('\n'),
    });
    expect(inventory.packages).toEqual(expect.arrayContaining(['pino', 'zod']));
    expect(inventory.realms).toEqual(['activities', 'workflows']);
    expect(inventory.emptied).toEqual([...converters, 'crypto'].sort());
    expect(inventory.codeBytes).toBeGreaterThan(900 * 1024);
  }, 60_000);

  it('refuses a text without modules', () => {
    expect(() => readBundleInventory('"use strict";')).toThrow('No module head found');
  });
});
