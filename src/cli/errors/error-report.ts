import type { NextAction } from '../../core/view/next-action.ts';
import type { ErrorRecord } from '../../reports/error.ts';
import { nextText } from '../render/next-action.ts';
import { type ExitCode, exitCodeOfKind, exitCodes, isErrorKind } from './exit-codes.ts';

const knownCodes: ReadonlySet<unknown> = new Set(Object.values(exitCodes));

/** The sample shop's database is not there, or busy for longer than is waited for. */
const noWorld = new Set<string | undefined>(['WorldUnavailableError', 'TransientToolError']);

/** What the errors of the parts below say of themselves; told by shape, for each has a class of its own. */
interface SelfExplaining extends Partial<Omit<ErrorRecord, 'schema' | 'kind' | 'next'>> {
  readonly name?: string;
  readonly kind?: unknown;
  readonly next?: readonly NextAction[];
  readonly command?: string;
  readonly exitCode?: unknown;
  readonly mistakes?: readonly string[];
  readonly subject?: string;
  readonly stack?: string;
}

interface Reported {
  readonly exitCode: ExitCode;
  readonly report: ErrorRecord;
}

/**
 * Turn whatever a command threw into its report and exit code.
 *
 * Errors with a `kind` or an `exitCode` are reported as they say, what to do next in this command line's words. Broken
 * definitions are the user's input. A server or database that cannot be had is 8, and so is a full disk. Anything else is a
 * bug: code 1, with its stack in `details`.
 */
export function reportError(thrown: unknown): Reported {
  const error: SelfExplaining = typeof thrown === 'object' && thrown !== null ? thrown : {};
  const exitCode = exitCodeOf(error);
  if (exitCode !== undefined) {
    const message = error.message ?? String(thrown);
    return { exitCode, report: report({ ...error, message }) };
  }
  if (error.name === 'DefinitionError' && error.mistakes !== undefined) return brokenDefinition(error);
  if (error.name === 'WorldShapeError' || noWorld.has(error.name)) return brokenWorld(error);
  if (error.name === 'TemporalServerError') {
    const { message, advice } = error;
    const unchanged = 'Nothing was started.';
    return reported('unreachable', { code: 'server_unavailable', message, unchanged, advice });
  }
  const full = fullDiskIn(thrown);
  if (full) {
    return reported('unreachable', {
      code: 'disk_full',
      message: `The disk is full: ${full.path ?? 'what had to be written'} could not be written.`,
      advice: 'Make room on it, then run the same command again.',
    });
  }
  return reported('bug', {
    code: 'bug',
    message: `Holdfast met an error it does not know: ${error.message ?? String(thrown)}`,
    why: 'This is a bug, or a case that nobody has met yet.',
    command: 'the same command with HOLDFAST_DEBUG=1 shows the stack to report',
    details: error.stack === undefined ? undefined : { stack: error.stack },
  });
}

/** What the system, or SQLite, says of a disk without room; the error itself or what caused it. */
function fullDiskIn(thrown: unknown): { readonly path?: string } | undefined {
  let error = thrown as { code?: unknown; errcode?: unknown; path?: string; cause?: unknown } | undefined;
  for (let depth = 0; typeof error === 'object' && error !== null && depth < 5; depth++) {
    const { code, errcode, path, cause } = error;
    if (code === 'ENOSPC' || code === 'EDQUOT' || (code === 'ERR_SQLITE_ERROR' && errcode === sqliteFull))
      return path === undefined ? {} : { path };
    error = cause as typeof error;
  }
  return undefined;
}

const sqliteFull = 13;

function exitCodeOf({ exitCode, kind }: SelfExplaining): ExitCode | undefined {
  if (knownCodes.has(exitCode)) return exitCode as ExitCode;
  return isErrorKind(kind) ? exitCodeOfKind(kind) : undefined;
}

function brokenDefinition({ subject, mistakes = [] }: SelfExplaining): Reported {
  return reported('usage', {
    code: 'definition_invalid',
    message: `The definition of ${subject ?? 'the configuration'} is broken.`,
    why: mistakes.map((mistake) => `  - ${mistake}`).join('\n'),
    unchanged: 'Nothing was started.',
    advice: 'Mend the definition, then run the same command again.',
    details: { subject: subject ?? null, mistakes: [...mistakes] },
  });
}

function brokenWorld({ name, message }: SelfExplaining): Reported {
  return noWorld.has(name)
    ? reported('unreachable', { code: 'world_unavailable', message, next: [{ action: 'doctor' }] })
    : reported('usage', { code: 'world_invalid', message, command: 'holdfast world export' });
}

function reported(kind: NonNullable<ErrorRecord['kind']>, fields: Fields): Reported {
  return { exitCode: exitCodeOfKind(kind), report: report({ ...fields, kind }) };
}

type Fields = { readonly [Field in keyof SelfExplaining]: SelfExplaining[Field] | undefined };

function report(fields: Fields): ErrorRecord {
  const { code = 'unexpected', kind, message = '', why, unchanged, advice, command, next, details } = fields;
  const told = {
    code,
    kind: isErrorKind(kind) ? kind : undefined,
    message,
    why,
    unchanged,
    next: command ?? nextText(next ?? [], advice),
    advice,
    actions: next?.length ? next : undefined,
    details,
  };
  const given = Object.entries(told).filter(([, value]) => value !== undefined && value !== '');
  return {
    schema: 'holdfast.error/v1',
    ...(Object.fromEntries(given) as unknown as Omit<ErrorRecord, 'schema'>),
  };
}
