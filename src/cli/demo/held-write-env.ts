import type { HeldWrite } from '../../samples/retail/world/hold-after-commit.ts';

/** `<tool>=<file>`: how the demo tells its worker processes which write of the bundled samples they hold. */
const variable = 'HOLDFAST_DEMO_HOLD_AFTER_COMMIT';

/** Write what a worker process shall hold into its environment. */
export function heldWriteEnv({ tool, file }: HeldWrite): Record<string, string> {
  return { [variable]: `${tool}=${file}` };
}

/** Read what this process shall hold; nothing outside of a demo. */
export function readHeldWrite(env: Readonly<Record<string, string | undefined>>): HeldWrite | undefined {
  const [, tool, file] = /^([^=]+)=(.+)$/.exec(env[variable] ?? '') ?? [];
  return tool === undefined || file === undefined ? undefined : { tool, file };
}
