import type { ErrorRecord } from '../../reports/error.ts';
import { type ExitCode, exitCodeOfKind, exitCodes, isErrorKind } from './exit-codes.ts';

const knownCodes: ReadonlySet<unknown> = new Set(Object.values(exitCodes));

/** The sample shop's database is not there, or busy for longer than is waited for. */
const noWorld = new Set<string | undefined>(['WorldUnavailableError', 'TransientToolError']);

/** What the errors of the parts below say of themselves; told by shape, for each has a class of its own. */
interface SelfExplaining extends Partial<Omit<ErrorRecord, 'schema'>> {
  readonly name?: string;
  readonly kind?: unknown;
  readonly exitCode?: unknown;
  readonly mistakes?: readonly string[];
  readonly subject?: string;
  readonly stack?: string;
}

/**
 * Turn whatever a command threw into its report and exit code.
 *
 * Errors with a `kind` or an `exitCode` are reported as they say. Broken definitions are the user's input. A server or database
 * that cannot be had is 8. Anything else is a bug: code 1, with its stack in `details`.
 */
export function reportError(thrown: unknown): { readonly exitCode: ExitCode; readonly report: ErrorRecord } {
  const error: SelfExplaining = typeof thrown === 'object' && thrown !== null ? thrown : {};
  const exitCode = exitCodeOf(error);
  if (exitCode !== undefined) {
    const { code = 'unexpected', why, unchanged, next, details } = error;
    const message = error.message ?? String(thrown);
    return {
      exitCode,
      report: report({ code, message, why, unchanged, next, details }),
    };
  }
  if (error.name === 'DefinitionError' && error.mistakes !== undefined) return brokenDefinition(error);
  if (error.name === 'WorldShapeError' || noWorld.has(error.name)) return brokenWorld(error);
  if (error.name === 'TemporalServerError') {
    return {
      exitCode: exitCodes.unreachable,
      report: report({
        code: 'server_unavailable',
        message: error.message ?? '',
        unchanged: 'Nothing was started.',
        next: error.next ?? 'holdfast doctor',
      }),
    };
  }
  return {
    exitCode: exitCodes.bug,
    report: report({
      code: 'bug',
      message: `Holdfast met an error it does not know: ${error.message ?? String(thrown)}`,
      why: 'This is a bug, or a case that nobody has met yet.',
      next: 'the same command with HOLDFAST_DEBUG=1 shows the stack to report',
      details: error.stack === undefined ? undefined : { stack: error.stack },
    }),
  };
}

function exitCodeOf({ exitCode, kind }: SelfExplaining): ExitCode | undefined {
  if (knownCodes.has(exitCode)) return exitCode as ExitCode;
  return isErrorKind(kind) ? exitCodeOfKind(kind) : undefined;
}

function brokenDefinition({ subject, mistakes = [] }: SelfExplaining) {
  return {
    exitCode: exitCodes.usage,
    report: report({
      code: 'definition_invalid',
      message: `The definition of ${subject ?? 'the configuration'} is broken.`,
      why: mistakes.map((mistake) => `  - ${mistake}`).join('\n'),
      unchanged: 'Nothing was started.',
      next: 'mend the definition, then run the same command again',
      details: { subject: subject ?? null, mistakes: [...mistakes] },
    }),
  };
}

function brokenWorld({ name, message = '' }: SelfExplaining) {
  const unavailable = noWorld.has(name);
  return {
    exitCode: unavailable ? exitCodes.unreachable : exitCodes.usage,
    report: report({
      code: unavailable ? 'world_unavailable' : 'world_invalid',
      message,
      next: unavailable ? 'holdfast doctor' : 'holdfast world export',
    }),
  };
}

type Fields = { [Field in keyof Omit<ErrorRecord, 'schema'>]: ErrorRecord[Field] | undefined };

function report(fields: Fields): ErrorRecord {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined && value !== '');
  return {
    schema: 'holdfast.error/v1',
    ...(Object.fromEntries(given) as unknown as Omit<ErrorRecord, 'schema'>),
  };
}
