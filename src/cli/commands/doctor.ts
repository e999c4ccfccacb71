import { defaultTaskQueue } from '../../contracts/names.ts';
import type { DoctorCheck, DoctorReport } from '../../reports/doctor.ts';
import type { CliContext, CommandModule } from '../command.ts';
import { exitCodes } from '../errors/exit-codes.ts';
import { renderDoctor } from '../render/doctor-report.ts';
import { paletteFor } from '../render/palette.ts';

/** `holdfast doctor`: looks at machine and server, changes nothing; exit 8 when something is missing. */
export const doctorCommand: CommandModule = {
  register(program, context) {
    program
      .command('doctor')
      .description(
        'Say what is missing on this machine and on the Temporal server, with the command that mends it.',
      )
      .action(() => doctor(context));
  },
};

async function doctor(context: CliContext): Promise<void> {
  const { checkMachine } = await import('../operate/doctor-checks.ts');
  const [machine, server] = await Promise.all([checkMachine(context), lookAtServer(context)]);
  const checks = [...machine, ...server];
  const ok = checks.every((check) => check.ok);
  if (context.format === 'text') {
    context.print(renderDoctor(checks, paletteFor(context.stdout, context.env)));
  } else context.printJson({ schema: 'holdfast.doctor/v1', ok, checks } satisfies DoctorReport);
  if (!ok) context.end(exitCodes.unreachable);
}

/** A server that a running `dev` started has workers on its queue, any other on that of the configuration. */
async function lookAtServer(context: CliContext): Promise<DoctorCheck[]> {
  const { checkServer } = await import('../operate/doctor-checks.ts');
  const target = await context.connection();
  const configured = await context.loadConfig().then(
    ({ config }) => config.queues.prefix,
    // Told by a check of its own.
    () => defaultTaskQueue,
  );
  return checkServer(target, target.taskQueue ?? configured);
}
