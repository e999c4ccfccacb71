import type { CliContext, CommandModule } from '../command.ts';
import { positiveInteger } from '../input/flag-values.ts';

interface SetupFlags {
  readonly retentionDays?: number;
}

/** `holdfast setup`: prepare a namespace; repeating it changes nothing. */
export const setupCommand: CommandModule = {
  register(program, context) {
    program
      .command('setup')
      .description(
        'Register the namespace and the search attributes of Holdfast on a Temporal server, as far as they are missing. Repeating it changes nothing.',
      )
      .option(
        '--retention-days <n>',
        'how long a new namespace keeps closed runs (default: 7)',
        positiveInteger,
      )
      .action((flags: SetupFlags) => setup(context, flags));
  },
};

async function setup(context: CliContext, { retentionDays }: SetupFlags): Promise<void> {
  const [{ openTemporal }, { setupNamespace }, { fromTemporalError }, target] = await Promise.all([
    import('../../client/connection/open-temporal.ts'),
    import('../../client/connection/setup-namespace.ts'),
    import('../../client/errors/from-temporal-error.ts'),
    context.connection(),
  ]);
  const { address, namespace } = target;
  const access = await openTemporal(target);
  try {
    const options = retentionDays === undefined ? {} : { retentionDays };
    const done = await setupNamespace(target.options, namespace, options).catch((error: unknown) => {
      throw fromTemporalError(error, target);
    });
    if (context.format !== 'text') {
      context.printJson({ schema: 'holdfast.setup/v1', address, namespace, ...done });
    } else if (!done.created && done.added.length === 0) {
      context.print(`Namespace ${namespace} at ${address} has all that is needed; nothing was changed.`);
    } else {
      if (done.created) context.print(`Registered namespace ${namespace} at ${address}.`);
      if (done.added.length > 0) context.print(`Added search attributes: ${done.added.join(', ')}.`);
    }
  } finally {
    await access.close();
  }
}
