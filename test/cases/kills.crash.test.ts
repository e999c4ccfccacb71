import { describe, expect, inject, it } from 'vitest';
import { playKillCases } from '../support/cases/kill-case.ts';
import { missingTau2 } from '../support/tau2.ts';

describe.skipIf(missingTau2)(`a worker killed in the middle of a recorded case ${missingTau2 || ''}`, () => {
  it('leaves the same end, every write once, within fifteen seconds more', async () => {
    const verdicts = await playKillCases({
      address: inject('temporalAddress'),
      namespace: inject('temporalNamespace'),
      kills: 3,
      say: (line) => process.stderr.write(`${line}\n`),
    });
    expect(
      verdicts.flatMap(({ name, problems }) => problems.map((problem) => `${name}: ${problem}`)),
    ).toEqual([]);
  });
});
