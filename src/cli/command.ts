import type { Command } from 'commander';
import type { ConnectionTarget } from '../client/connection/connection-target.ts';
import type { HoldfastClient } from '../client/holdfast-client.ts';
import type { OwnDataConverter } from '../payloads/data-converter.ts';
import type { DevRecord } from '../reports/dev.ts';
import type { LoadedConfig } from './input/load-config.ts';

/** One verb's module. Imported when its verb was asked for; heavy imports belong inside its actions. */
export interface CommandModule {
  /**
   * Add the verb, its arguments, options and action to the program.
   *
   * The action throws a `CliError` (or anything of its shape) to end in an error, and calls `context.end` for any
   * other exit code than 0. It awaits all it started: the command line exits when it returns.
   */
  register(program: Command, context: CliContext): void;
}

export type OutputFormat = 'text' | 'json' | 'jsonl';

/** What a verb is given. Members that depend on flags are read inside actions, once the line is parsed. */
export interface CliContext {
  readonly stdin: CliInput;
  /** Data only: what a script reads. */
  readonly stdout: CliOutput;
  /** Narration: progress, hints, questions. */
  readonly stderr: CliOutput;
  /** Columns to render for, 80 where nobody says. */
  readonly width: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** The command line, without the program. */
  readonly argv: readonly string[];
  /** `-o`, `--json`. */
  readonly format: OutputFormat;
  /** A person sits at both ends and reads text: prompts are allowed. */
  readonly isAttended: boolean;
  /** `--by`, else the login name. */
  readonly by: string;
  /** `HOLDFAST_HOME`, else `.holdfast` in the working directory. */
  readonly home: string;

  /** Print one JSON value on stdout: one line, whatever the format. */
  printJson(value: unknown): void;
  /** Print a text on stdout, with a line end. */
  print(text: string): void;
  /** Tell the person something on stderr, with a line end. */
  narrate(text: string): void;
  /** Exit with this code when the action is through. */
  end(exitCode: number): void;

  /** The `holdfast dev` of this home, if its process still runs. */
  runningDev(): DevRecord | undefined;
  /** Where the server is: flags, then `TEMPORAL_*` or a profile, then the running dev, then localhost:7233. Connects to nothing. */
  connection(): Promise<ConnectionTarget>;
  /**
   * How payloads are carried: as the configuration says, where there is one. What a verb sends by another way could stand in
   * the clear, or be skipped: a configuration that cannot be loaded stops the verb.
   */
  dataConverter(): Promise<OwnDataConverter | undefined>;
  /** Connect to that server. Closed by the command line when the action is through. */
  connect(): Promise<HoldfastClient>;
  /** `--config`, else the directory's `holdfast.config.ts`, else the bundled samples on `world` (default: as `holdfast world`). */
  loadConfig(options?: { readonly world?: string }): Promise<LoadedConfig>;
  /** Aborts at SIGINT, SIGTERM and SIGHUP, with the signal's name as its reason. Until first asked for, these end the process. */
  interrupted(): AbortSignal;
}

export interface CliOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

export interface CliInput extends AsyncIterable<string | Uint8Array> {
  readonly isTTY?: boolean;
}
