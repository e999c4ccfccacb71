import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { plainPalette as palette } from '../../../src/cli/render/palette.ts';
import { StepPrinter } from '../../../src/cli/terminal/step-printer.ts';
import { modelStep, toolStep } from '../../support/sample-run.ts';

let lines: string[];
let printer: StepPrinter;
beforeEach(() => {
  vi.useFakeTimers();
  lines = [];
  printer = new StepPrinter((line) => lines.push(line), { palette, width: 80 });
});
afterEach(() => vi.useRealTimers());

const silentModel = modelStep({ thought: '' });
const { result: _result, durationMs: _durationMs, ...runningTool } = toolStep();

describe('StepPrinter', () => {
  it('prints a step when it ends, and once', () => {
    printer.add(runningTool, false);
    expect(lines).toEqual([]);
    printer.add(toolStep(), true);
    printer.add(toolStep(), true);
    expect(lines).toEqual(['   2  tool      find_user_id_by_email  ada@example.com            8 ms']);
  });
  it('prints a model step that said something at once', () => {
    printer.add(modelStep(), true);
    expect(lines).toHaveLength(1);
  });
  it('names what a silent model step proposed, before the calls themselves', () => {
    printer.add(silentModel, true);
    printer.add(runningTool, false);
    printer.add(toolStep(), true);
    expect(lines.map((line) => line.slice(0, 50).trimEnd())).toEqual([
      '   1  model     proposes find_user_id_by_email',
      '   2  tool      find_user_id_by_email  ada@example',
    ]);
  });
  it('does not hold a silent model step back for the duration of its calls', () => {
    printer.add(silentModel, true);
    printer.add(runningTool, false);
    vi.advanceTimersByTime(200);
    expect(lines).toHaveLength(1);
  });
  it('says that a silent model step without calls answers', () => {
    printer.add(silentModel, true);
    printer.flush();
    expect(lines).toEqual([
      '   1  model     answers                                          0.4 s   $0.0031',
    ]);
  });
  it('prints each approval of a call', () => {
    const approval = (revision: number) =>
      toolStep({
        kind: 'approval',
        result: { approval: `c1.1r${revision}`, state: 'edited' },
        startedAt: `2026-11-20T10:00:0${revision}.000Z`,
      });
    printer.add(approval(1), true);
    printer.add(approval(1), true);
    printer.add(approval(2), true);
    expect(lines.map((line) => line.slice(0, 30).trimEnd())).toEqual([
      '      approval  c1.1r1  edited',
      '      approval  c1.1r2  edited',
    ]);
  });
  it('prints parallel calls each', () => {
    printer.add(toolStep(), true);
    printer.add(toolStep({ stepNumber: 3, call: 'c1.2' }), true);
    expect(lines).toHaveLength(2);
  });
});
