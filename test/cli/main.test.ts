import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { verbs } from '../../src/cli/verbs.ts';
import { lastJson, runCli } from '../support/run-cli.ts';

const bin = fileURLToPath(new URL('../../bin/holdfast.js', import.meta.url));

const usageErrors: [string, string[], string][] = [
  [
    'an unknown verb, with the nearest one',
    ['strat', 'retail'],
    "Unknown command 'strat'.\n(Did you mean start?)\nNothing was started.  Try: holdfast --help\n",
  ],
  [
    'an unknown flag, with the nearest one',
    ['run', 'retail', '--inptu', 'hi'],
    "Unknown option '--inptu'.\n(Did you mean --input?)\nNothing was started.  Try: holdfast run --help\n",
  ],
  [
    'a missing argument',
    ['--address', 'localhost:1', 'show'],
    "Missing required argument 'run'.\nNothing was started.  Try: holdfast show --help\n",
  ],
  [
    'a verb that needs another',
    ['world'],
    'What to do is missing after world.\nNothing was started.  Try: holdfast world --help\n',
  ],
  [
    'a value that a flag does not take',
    ['ls', '--limit', '-1'],
    "Option '--limit <n>' argument '-1' is invalid. It must be a whole number, 0 for all.\nNothing was started.  Try: holdfast ls --help\n",
  ],
  [
    'an output format that does not exist',
    ['ls', '-o', 'yaml'],
    "Option '-o, --output <format>' argument 'yaml' is invalid. Allowed choices are text, json, jsonl.\nNothing was started.  Try: holdfast ls --help\n",
  ],
];

describe('main', () => {
  it.each([[[]], [['--help']], [['help']]])('%j prints the help and is 0', async (argv) => {
    const { exitCode, stdout, stderr } = await runCli(argv);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: holdfast <verb> \[options\]\n/);
    for (const { name, summary } of verbs) {
      expect(stdout).toContain(`\n  ${name} `);
      expect(stdout.replaceAll(/\n {20,}/g, ' ')).toContain(summary);
    }
    expect(stdout.indexOf('\nBegin:')).toBeLessThan(stdout.indexOf('\nOptions:'));
  });

  it('has no trailing spaces and at most 80 columns in its help', async () => {
    const { stdout } = await runCli(['--help']);
    for (const line of stdout.split('\n')) {
      expect(line).toBe(line.trimEnd());
      expect(line.length).toBeLessThanOrEqual(80);
    }
  });

  it('prints the help of a verb', async () => {
    const { exitCode, stdout } = await runCli(['run', '--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('--on-approval <what>');
    expect(await runCli(['help', 'run'])).toEqual({ exitCode: 0, stdout, stderr: '' });
  });

  it.each(['--help', 'run --help', 'trace --help'])('%s does not load Temporal', async (line) => {
    const refuse = `import { registerHooks } from 'node:module'; registerHooks({ resolve(name, context, next) {
      if (name.startsWith('@temporalio/')) throw new Error('loads ' + name);
      return next(name, context); } });`;
    const flags = [
      '--conditions=holdfast-source',
      '--import',
      `data:text/javascript,${encodeURIComponent(refuse)}`,
    ];
    const { stdout } = await promisify(execFile)(process.execPath, [...flags, bin, ...line.split(' ')]);
    expect(stdout).toMatch(/^Usage: holdfast/);
  });

  it('prints its version', async () => {
    expect(await runCli(['--version'])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });

  it.each(usageErrors)('refuses %s: exit 2, on stderr', async (_, argv, stderr) => {
    expect(await runCli(argv)).toEqual({ exitCode: 2, stdout: '', stderr });
  });

  it.each([
    [['--json', 'strat']],
    [['strat', '--json']],
    [['strat', '-o', 'json']],
    [['strat', '-ojson']],
    [['strat', '--output=jsonl']],
  ])('%j prints its error as one JSON line on stdout', async (argv) => {
    const result = await runCli(argv);
    expect(result).toMatchObject({ exitCode: 2, stderr: '' });
    expect(result.stdout.match(/\n/g)).toHaveLength(1);
    expect(lastJson(result)).toEqual({
      schema: 'holdfast.error/v1',
      code: 'verb_unknown',
      kind: 'usage',
      message: "Unknown command 'strat'.",
      why: '(Did you mean start?)',
      unchanged: 'Nothing was started.',
      next: 'holdfast --help',
    });
  });

  it('takes words after -- for what they are', async () => {
    expect((await runCli(['say', 'nobody', '--address', '127.0.0.1:1', '--', '--json'])).stderr).toContain(
      'No Temporal server answers at 127.0.0.1:1.',
    );
  });

  it('names the agents there are when one is unknown, and the nearest', async () => {
    const { exitCode, stderr } = await runCli(['run', 'retial', '--input', 'hi']);
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(
      /^No agent is called "retial"\.\nThe bundled samples, used as --config FILE names nothing else, have: .*retail, retail-unattended\.\nNothing was started\. {2}Try: holdfast run retail --input "…"\n$/,
    );
  });

  it('refuses --greeting without --chat', async () => {
    const result = await runCli(['run', 'retail', '--input', 'hi', '--greeting', 'Hello', '--json']);
    expect(result.exitCode).toBe(2);
    expect(lastJson(result)).toMatchObject({
      code: 'flag_missing',
      next: 'holdfast run retail --chat --greeting "…"',
    });
  });

  it('refuses a profile that is not there before it asks any server', async () => {
    const result = await runCli(['ls', '--profile', 'nowhere', '--json']);
    expect(result.exitCode).toBe(2);
    expect(lastJson(result)).toMatchObject({ code: 'connection_config_invalid' });
  });
});
