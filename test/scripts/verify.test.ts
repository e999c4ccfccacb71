import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import mustPass from '../../scripts/field-minimum.json' with { type: 'json' };
import { tooFew } from '../../scripts/too-few.ts';

const root = resolve(import.meta.dirname, '../..');
const places: string[] = [];
afterEach(() => places.splice(0).forEach((place) => rmSync(place, { recursive: true, force: true })));

/** Stands for `../shared`, with these files below `data`. */
function shared(files: Readonly<Record<string, string>>): string {
  const place = mkdtempSync(join(tmpdir(), 'holdfast-verify-'));
  places.push(place);
  for (const [name, text] of Object.entries(files)) {
    const path = join(place, 'data', name);
    mkdirSync(resolve(path, '..'), { recursive: true });
    writeFileSync(path, text);
  }
  return place;
}

interface Ended {
  readonly exitCode: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
}

function verify(script: string, place: string, ...args: readonly string[]): Promise<Ended> {
  const file = join(root, 'scripts', script);
  return new Promise((settle) => {
    execFile(
      process.execPath,
      ['--conditions=holdfast-source', file, ...args],
      { cwd: root, env: { ...process.env, HOLDFAST_SHARED: place } },
      (error, stdout, stderr) => settle({ exitCode: error?.code ?? 0, stdout, stderr }),
    );
  });
}

/** A collection whose runner says of each case what its folder holds. */
function collection(cases: Readonly<Record<string, string>>): string {
  const runner = `import { readFileSync } from 'node:fs';
const said = readFileSync('../' + process.argv[2] + '/says', 'utf8');
console.log(said);
process.exit(said.startsWith('FAIL') ? 1 : 0);`;
  const says = Object.entries(cases).map(([name, text]) => [`field-runs/${name}/says`, text]);
  return shared({ 'field-runs/lib/run-case.mjs': runner, ...Object.fromEntries(says) });
}

const [mustHold = ''] = mustPass;

describe('a check of material that is not there', () => {
  it.each(['verify-field.ts', 'verify-cases.ts', 'verify-models.ts'])(
    'fails, and says what is missing: %s',
    async (script) => {
      const ended = await verify(script, shared({}));
      expect(ended).toMatchObject({ exitCode: 1, stdout: '' });
      expect(ended.stderr).toContain('is not there; set HOLDFAST_SHARED to the folder that holds data/');
    },
  );
});

describe('the check of faults found in the field', () => {
  it('counts the cases that lie there, and as held only those that passed', async () => {
    const place = collection({
      one: 'ok   one: holds',
      two: 'FAIL two: does not hold',
      three: 'skip three: what it needs is not here',
      four: 'says nothing of what it checked',
    });
    const { stdout } = await verify('verify-field.ts', place);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('1 of 4 cases');
    expect(stdout).toContain('skipped three: what it needs is not here\n');
    expect(stdout).toContain('FAILED  two\n        two: does not hold\n');
  });

  it('fails when a case that must hold is not there, whatever else holds', async () => {
    const ended = await verify('verify-field.ts', collection({ one: 'ok   one: holds' }));
    expect(ended.exitCode).toBe(1);
    expect(ended.stdout).toContain(`Must hold and did not: ${mustPass.join(', ')}\n`);
  });

  it.each([
    ['does not', 'FAIL it: does not hold', 1],
    ['is skipped', 'skip it: what it needs is not here', 1],
    ['does', 'ok   it: holds', 0],
  ])('tells by its exit code whether a case that must hold %s', async (_, says, exitCode) => {
    const ended = await verify('verify-field.ts', collection({ [mustHold]: says }), mustHold);
    expect(ended.exitCode).toBe(exitCode);
  });
});

describe('the check of recorded cases', () => {
  it('plays nothing and fails when there are fewer cases than there were', async () => {
    const one = `${JSON.stringify({ task_id: '0', steps: [], db_diff: [] })}\n`;
    const place = shared({
      'tau2/retail_db.json': '{}',
      'tau2/retail_gold_replay.jsonl': one,
      'tau2/retail_simulations.jsonl': '',
    });
    const ended = await verify('verify-cases.ts', place);
    expect(ended).toMatchObject({ exitCode: 1, stdout: '' });
    expect(ended.stderr).toMatch(/^There are 1 gold replays, and 68 at least must be\./);
    expect(ended.stderr).toContain('\nThere are 0 recorded conversations, and 40 at least must be.');
  });
});

describe('the check of crashes', () => {
  it('fails when it has fewer rows than it had', () => {
    expect(tooFew({ 'rows of the crash matrix': 41 })).toEqual([
      'There are 41 rows of the crash matrix, and 42 at least must be. Bring back what is missing, or mend scripts/verify-minimum.json.',
    ]);
    expect(tooFew({ 'rows of the crash matrix': 42 })).toEqual([]);
  });
});
