import type { ConnectionTarget } from '../../client/connection/connection-target.ts';
import type { TemporalAccess } from '../../client/connection/temporal-access.ts';
import type { HoldfastError } from '../../client/errors/holdfast-error.ts';
import { given } from '../../core/values/given.ts';
import { providerKeyVariables } from '../../models/provider-families.ts';
import { checkProviderVariables } from '../../models/provider-variables.ts';
import type { DoctorCheck } from '../../reports/doctor.ts';
import type { CliContext } from '../command.ts';
import { formatCount } from '../render/format-count.ts';
import { nextText } from '../render/next-action.ts';

const neededNode = 24;
const installNode = 'install Node 24 (nodejs.org), or reinstall with npm ci and without --omit=optional';

/** Look at this machine: Node, npm, a Temporal server that could be started, the configuration, model keys. */
export async function checkMachine(context: CliContext): Promise<DoctorCheck[]> {
  const [npm, server, config, payloads] = await Promise.all([
    checkNpm(),
    checkEmbeddedServer(context),
    checkConfig(context),
    checkPayloads(context),
  ]);
  const nodeOk = Number.parseInt(process.versions.node, 10) >= neededNode;
  return [
    { name: 'node', ok: nodeOk, found: process.version, ...(nodeOk ? {} : { fix: installNode }) },
    npm,
    server,
    config,
    ...payloads,
    checkKeys(context),
  ];
}

/** Look at the server: does it answer, has it the namespace and search attributes, does a worker poll. */
export async function checkServer(target: ConnectionTarget, taskQueue: string): Promise<DoctorCheck[]> {
  const { openTemporal } = await import('../../client/connection/open-temporal.ts');
  const named = { given: '', dev: ' (holdfast dev)', default: ' (default)' }[target.source];
  let access: TemporalAccess;
  try {
    access = await openTemporal(target);
  } catch (error) {
    const { code, message, why, next = [], advice } = error as Partial<HoldfastError>;
    if (code !== 'temporal_unreachable' && message !== undefined) {
      const found = why === undefined ? message : `${message} ${why}`;
      const fix = nextText(next, advice);
      return [{ name: 'server', ok: false, found, ...given({ fix }) }];
    }
    const fix = target.source === 'given' ? 'check --address and start that server' : 'holdfast dev';
    return [{ name: 'server', ok: false, found: `${target.address}${named} does not answer`, fix }];
  }
  try {
    const server: DoctorCheck = { name: 'server', ok: true, found: `${target.address}${named}` };
    const namespace = await checkNamespace(target);
    const worker = await checkWorker(access, target, taskQueue);
    return [server, ...namespace, worker];
  } finally {
    await access.close();
  }
}

async function checkNamespace(target: ConnectionTarget): Promise<DoctorCheck[]> {
  const { missingFromNamespace } = await import('../../client/connection/setup-namespace.ts');
  const { address, namespace } = target;
  const fix = `holdfast setup --address ${address} --namespace ${namespace}`;
  try {
    const gaps = await missingFromNamespace(target.options, namespace);
    if (gaps.namespace)
      return [{ name: 'namespace', ok: false, found: `${namespace} is not registered`, fix }];
    const attributes = gaps.attributes;
    return [
      { name: 'namespace', ok: true, found: namespace },
      attributes.length === 0
        ? { name: 'attributes', ok: true, found: 'all registered' }
        : { name: 'attributes', ok: false, found: `not registered: ${attributes.join(', ')}`, fix },
    ];
  } catch (error) {
    return [{ name: 'namespace', ok: false, found: `${namespace}: ${messageOf(error)}`, fix }];
  }
}

/** Temporal counts a poller for some minutes after its last poll: one that has not polled lately is gone. */
const pollerFreshMs = 75_000;

async function checkWorker(
  access: TemporalAccess,
  { namespace }: ConnectionTarget,
  queue: string,
): Promise<DoctorCheck> {
  const fix = 'holdfast worker (or holdfast dev)';
  try {
    const { pollers } = await access.client.workflowService.describeTaskQueue({
      namespace,
      taskQueue: { name: queue },
      taskQueueType: 1,
    });
    const fresh = (pollers ?? []).filter(({ lastAccessTime }) => {
      const lastMs = Number(lastAccessTime?.seconds ?? 0) * 1_000;
      return Date.now() - lastMs < pollerFreshMs;
    });
    return fresh.length > 0
      ? { name: 'worker', ok: true, found: `${fresh.length} polling ${queue}` }
      : { name: 'worker', ok: false, found: `none polls ${queue}`, fix };
  } catch (error) {
    return { name: 'worker', ok: false, found: messageOf(error), fix };
  }
}

async function checkNpm(): Promise<DoctorCheck> {
  const { runProgram } = await import('../../server/process/run-program.ts');
  const { code, stdout } = await runProgram('npm', ['--version'], { timeoutMs: 20_000 });
  return code === 0
    ? { name: 'npm', ok: true, found: stdout.trim() }
    : { name: 'npm', ok: false, found: 'not on PATH', fix: 'install npm with Node (nodejs.org)' };
}

/** The cheap sources only: neither downloads nor builds. */
async function checkEmbeddedServer({ env }: CliContext): Promise<DoctorCheck> {
  const [{ readTemporalBuildRecipe }, { temporalSources }, { findGoToolchain }] = await Promise.all([
    import('../../server/build/temporal-build-recipe.ts'),
    import('../../server/build/temporal-sources.ts'),
    import('../../server/find/go-toolchain.ts'),
  ]);
  const name = 'temporal';
  const recipe = readTemporalBuildRecipe({ env });
  try {
    for (const source of temporalSources({ recipe, env }).slice(0, 2)) {
      const binary = await source.find();
      if (typeof binary !== 'string') {
        return { name, ok: true, found: `server ${binary.serverVersion} (${binary.path})` };
      }
    }
  } catch (error) {
    return {
      name,
      ok: false,
      found: messageOf(error),
      fix: 'unset HOLDFAST_TEMPORAL_CLI, or name a temporal binary',
    };
  }
  const go = await findGoToolchain(recipe.goVersion, { cwd: recipe.moduleDirectory, env });
  if (go.ok) return { name, ok: true, found: `Go ${go.version} will build server ${recipe.serverVersion}` };
  return {
    name,
    ok: false,
    found: `no temporal CLI, no earlier build, ${go.reason}`,
    fix: `install the Temporal CLI, or Go ${recipe.goVersion}; with a network holdfast dev downloads a server itself`,
  };
}

async function checkConfig(context: CliContext): Promise<DoctorCheck> {
  try {
    const { config, path } = await context.loadConfig();
    return {
      name: 'config',
      ok: true,
      found: `${path ?? 'samples'}: ${[...config.agents.keys()].join(', ')}`,
    };
  } catch (error) {
    const { why, advice } = error as { readonly why?: string; readonly advice?: string };
    const found = [messageOf(error), ...(why === undefined ? [] : [why])].join(' ');
    return { name: 'config', ok: false, found, fix: advice ?? 'mend the configuration' };
  }
}

/** Whether its data converter carries runs; nothing where it has none, or cannot be loaded, which is told already. */
async function checkPayloads(context: CliContext): Promise<DoctorCheck[]> {
  const own = await context.dataConverter().catch(() => undefined);
  if (own === undefined) return [];
  const { payloadConverterPath, payloadCodecs } = own;
  const { openPayloads } = await import('../../payloads/open-payloads.ts');
  try {
    await openPayloads(own);
    const codecs = formatCount(payloadCodecs.length, 'payload codec');
    return [
      {
        name: 'payloads',
        ok: true,
        found: `${payloadConverterPath ?? 'JSON'}, ${codecs}: carry runs as they are`,
      },
    ];
  } catch (error) {
    const { advice = 'mend dataConverter of the configuration' } = error as { readonly advice?: string };
    return [{ name: 'payloads', ok: false, found: messageOf(error), fix: advice }];
  }
}

function checkKeys({ env }: CliContext): DoctorCheck {
  const set = providerKeyVariables.filter((name) => env[name]);
  const [first, ...others] = providerKeyVariables;
  const broken = brokenVariables(env);
  if (broken !== undefined)
    return { name: 'model keys', ok: false, found: broken, fix: 'set it anew, or unset it' };
  return set.length > 0
    ? { name: 'model keys', ok: true, found: set.join(', ') }
    : {
        name: 'model keys',
        ok: true,
        found: 'none; holdfast dev plays its scripted provider',
        fix: `export ${first}=… (or ${others.join(', ')}) for real models`,
      };
}

function brokenVariables(env: CliContext['env']): string | undefined {
  try {
    checkProviderVariables(env);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
