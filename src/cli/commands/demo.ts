import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { given } from '../../core/values/given.ts';
import type { UndoReport } from '../../reports/undo.ts';
import type { CliContext, CommandModule } from '../command.ts';
import { CliError } from '../errors/cli-error.ts';
import { exitCodeOfRun, exitCodes } from '../errors/exit-codes.ts';
import { oneLine } from '../render/clean-text.ts';
import { paletteFor } from '../render/palette.ts';

interface DemoFlags {
  readonly keep?: boolean;
}

/** `holdfast demo`: the sample run on a server, a world and a provider of its own. */
export const demoCommand: CommandModule = {
  register(program, context) {
    program
      .command('demo')
      .description(
        'Play the sample run: get a Temporal server, start all that is needed, cancel an order, approve the refund, kill ' +
          'the worker while it is on its way, watch another one finish, undo it all. Needs no key and leaves nothing ' +
          'behind.',
      )
      .option('--keep', "leave it up afterwards as this directory's running dev, until Ctrl-C")
      .action((flags: DemoFlags) => demo(context, flags));
  },
};

async function demo(context: CliContext, { keep = false }: DemoFlags): Promise<void> {
  const interrupted = context.interrupted();
  const [{ startDev }, { narrateDev }, { playDemoRun }, { heldWriteEnv }, { demoCase }, { renderStanding }] =
    await Promise.all([
      import('../dev/start-dev.ts'),
      import('../dev/narrate-dev.ts'),
      import('../demo/play-demo-run.ts'),
      import('../demo/held-write-env.ts'),
      import('../demo/demo-case.ts'),
      import('../render/standing.ts'),
    ]);
  const configFile = keep ? await configWithAgent(context, demoCase.agent) : undefined;
  const home = keep ? context.home : mkdtempSync(join(tmpdir(), 'holdfast-demo-'));
  mkdirSync(home, { recursive: true });
  const markerFile = join(home, 'demo-held-worker.json');
  const narrator = narrateDev({
    write: (text) => context.stderr.write(text),
    isTty: context.stderr.isTTY === true,
    env: context.env,
  });
  let isPlaying = false;
  const dev = await startDev({
    home,
    cwd: keep ? context.cwd : home,
    env: context.env,
    workers: 2,
    // The other worker takes over.
    standby: false,
    alwaysScripted: true,
    workerEnv: heldWriteEnv({ tool: demoCase.killIn, file: markerFile }),
    ...given({ config: configFile }),
    onHomeTaken: () => rmSync(markerFile, { force: true }),
    // The demo tells the death of its worker itself.
    onEvent: (event) => isPlaying || narrator.onEvent(event),
    signal: interrupted,
  }).catch((error: unknown) => {
    narrator.clearProgress();
    if (!keep) rmSync(home, { recursive: true, force: true });
    if (!interrupted.aborted) throw error;
    return undefined;
  });
  if (dev === undefined) return context.end(exitCodes.interrupted);
  try {
    narrator.clearProgress();
    isPlaying = true;
    const { run, undo } = await playDemoRun(context, dev, {
      markerFile,
      signal: interrupted,
      onClosed: (closed) => {
        if (context.format !== 'text') return;
        const palette = paletteFor(context.stdout, context.env);
        context.print(renderStanding(closed, { palette, width: context.width }));
      },
    });
    if (context.format === 'jsonl') context.printJson(undo);
    if (context.format !== 'text') context.printJson(run);
    context.narrate(`\n${undoneLine(context, undo)}`);
    context.end(exitCodeOfRun(run));
    isPlaying = false;
    if (keep) await stayUp(context, dev, run.id, interrupted);
    else {
      context.narrate('\n  Look inside   npm run demo -- --keep     (the UI stays up)');
      context.narrate('  Try it        npx holdfast dev     then     npx holdfast run retail --chat');
      context.narrate('  Your own      examples/first-agent.ts');
    }
  } finally {
    await dev.stop();
    if (!keep) rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** `undo      cancel #W1001 …: undone          world as before ✓` */
function undoneLine(context: CliContext, { items }: UndoReport): string {
  const { good } = paletteFor(context.stderr, context.env);
  const done = items.filter(({ result }) => result === 'undone');
  return [
    ...done.map(({ effectId, summary }) => `undo      ${effectId}  ${oneLine(summary)}`),
    `          ${done.length === 1 ? 'undone' : `${done.length} undone`}, ${good('the world is as before ✓')}`,
  ].join('\n');
}

async function stayUp(
  context: CliContext,
  dev: {
    readonly info: { readonly uiUrl: string; readonly namespace: string };
    readonly serverLost: Promise<string>;
  },
  run: string,
  interrupted: AbortSignal,
): Promise<void> {
  const { uiUrl, namespace } = dev.info;
  context.narrate(`\n  Look inside   ${uiUrl}/namespaces/${namespace}/workflows/${encodeURIComponent(run)}`);
  context.narrate('  Try it        npx holdfast run retail --chat');
  context.narrate('  Your own      examples/first-agent.ts');
  context.narrate('  Stop          Ctrl-C');
  await Promise.race([
    dev.serverLost,
    new Promise<void>((done) => {
      if (interrupted.aborted) done();
      else interrupted.addEventListener('abort', () => done(), { once: true });
    }),
  ]);
}

/** A kept demo runs this directory's agents, so that it can go on as its `dev`. */
async function configWithAgent(context: CliContext, agent: string): Promise<string | undefined> {
  const { config, path } = await context.loadConfig();
  if (config.agents.has(agent)) return path === undefined ? undefined : resolve(context.cwd, path);
  throw new CliError({
    kind: 'usage',
    code: 'demo_agent_missing',
    message: `The configuration of this directory has no agent "${agent}", which the demo plays.`,
    unchanged: 'Nothing was started.',
    command: 'npm run demo without --keep, or in another directory',
  });
}
