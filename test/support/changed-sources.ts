import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import type { RunProjection } from '../../src/core/trace/run-projection.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** One passage of a source file, and what stands there instead. */
export interface SourceChange {
  /** Below `src`. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** What a build with other sources than this one makes of histories. */
export interface ChangedBuild {
  /** Its workflows, as one bundle. */
  readonly code: string;
  /** How its readers project a run. */
  readonly RunProjection: typeof RunProjection;
  remove(): void;
}

/**
 * Build workflows and projection from a copy of the sources in which some passages are changed.
 *
 * @throws Error when a passage does not stand in its file exactly once.
 */
export async function buildChanged(changes: readonly SourceChange[]): Promise<ChangedBuild> {
  const copy = mkdtempSync(join(tmpdir(), 'holdfast-changed-'));
  const remove = () => rmSync(copy, { recursive: true, force: true });
  try {
    cpSync(join(root, 'package.json'), join(copy, 'package.json'));
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    for (const realm of ['core', 'contracts', 'workflows']) {
      cpSync(join(root, 'src', realm), join(copy, 'src', realm), { recursive: true });
    }
    for (const change of changes) apply(join(copy, 'src'), change);
    const { code } = await bundleWorkflowCode({
      workflowsPath: join(copy, 'src/workflows/index.ts'),
      logger: new DefaultLogger('ERROR'),
    });
    const projection = pathToFileURL(join(copy, 'src/core/trace/run-projection.ts')).href;
    const loaded = (await import(projection)) as Pick<ChangedBuild, 'RunProjection'>;
    return { code, RunProjection: loaded.RunProjection, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

function apply(sources: string, { file, from, to }: SourceChange): void {
  const path = join(sources, file);
  const text = readFileSync(path, 'utf8');
  if (text.split(from).length !== 2) throw new Error(`${file} does not hold this once: ${from}`);
  writeFileSync(
    path,
    text.replace(from, () => to),
  );
}
