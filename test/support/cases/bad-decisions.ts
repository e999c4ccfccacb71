import { type BadInput, noServer, onServer, takenTaskId } from './bad-input.ts';

function editWith(args: string): readonly string[] {
  return ['edit', 'somebody', 'c1.1r1', '--digest', '9f3ac1d2', '--args', args, '--json'];
}

/** A run that waits for nothing, with no worker that could be asked. */
const takenRun = `agent/retail/${takenTaskId}`;

/** Bad input about approvals, undo and effects. */
export const badDecisions: readonly BadInput[] = [
  {
    name: 'approval without its id off a terminal',
    argv: () => ['approve', 'somebody', '--digest', '9f3ac1d2', '--json', ...noServer],
    exitCode: 2,
    code: 'approval_ambiguous',
    needs: 'nothing',
  },
  {
    name: 'approval without a digest off a terminal',
    argv: () => ['approve', 'somebody', 'c1.1r1', '--json', ...noServer],
    exitCode: 2,
    code: 'digest_missing',
    needs: 'nothing',
  },
  {
    name: 'digest that is too short',
    argv: () => ['reject', 'somebody', 'c1.1r1', '--digest', '9f3ac1d', '--json', ...noServer],
    exitCode: 2,
    code: 'argument_invalid',
    needs: 'nothing',
  },
  {
    name: 'digest that is none',
    argv: () => ['approve', 'somebody', 'c1.1r1', '--digest', 'yes please', '--json', ...noServer],
    exitCode: 2,
    code: 'argument_invalid',
    needs: 'nothing',
  },
  {
    name: 'scope that does not exist',
    argv: () => ['approve', 'somebody', 'c1.1r1', '--scope', 'always', '--json', ...noServer],
    exitCode: 2,
    code: 'argument_invalid',
    needs: 'nothing',
  },
  {
    name: 'edit without arguments',
    argv: () => ['edit', 'somebody', 'c1.1r1', '--digest', '9f3ac1d2', '--json', ...noServer],
    exitCode: 2,
    code: 'flag_missing',
    needs: 'nothing',
  },
  {
    name: 'edit with arguments that are not JSON',
    argv: () => [...editWith('order_id=#W1001'), ...noServer],
    exitCode: 2,
    code: 'json_invalid',
    needs: 'nothing',
  },
  {
    name: 'edit with arguments that are a list',
    argv: () => [...editWith('["#W1001"]'), ...noServer],
    exitCode: 2,
    code: 'arguments_invalid',
    needs: 'nothing',
  },
  {
    name: 'edit with a file of arguments that is not there',
    argv: ({ folder }) => [...editWith(`@${folder}/missing.json`), ...noServer],
    exitCode: 2,
    code: 'input_unreadable',
    needs: 'nothing',
  },
  {
    name: 'approval of a run that does not exist',
    argv: (place) => [
      ...['approve', 'agent/retail/nobody', 'c1.1r1', '--digest', '9f3ac1d2', '--json'],
      ...onServer(place),
    ],
    exitCode: 3,
    code: 'run_not_found',
    needs: 'server',
  },
  {
    name: 'approval that does not exist',
    argv: (place) => [
      ...['approve', takenRun, 'c9.9r1', '--digest', '9f3ac1d2', '--json'],
      ...onServer(place),
    ],
    exitCode: 3,
    code: 'approval_not_found',
    needs: 'worker',
  },
  {
    name: 'undo of a run that does not exist',
    argv: (place) => ['undo', 'agent/retail/nobody', '--json', ...onServer(place)],
    exitCode: 3,
    code: 'run_not_found',
    needs: 'server',
  },
  {
    name: 'undo of an undo',
    argv: (place) => ['undo', `undo/${takenRun}`, '--apply', '--json', ...onServer(place)],
    exitCode: 2,
    code: 'undo_of_undo',
    needs: 'server',
  },
  {
    name: 'undo of an effect that does not exist',
    argv: (place) => ['undo', takenRun, '--effect', 'c9.9', '--apply', '--json', ...onServer(place)],
    exitCode: 3,
    code: 'unknown_effect',
    needs: 'worker',
  },
  {
    name: 'undo after a step that does not exist',
    argv: (place) => ['undo', takenRun, '--after', '99', '--json', ...onServer(place)],
    exitCode: 3,
    code: 'step_not_found',
    needs: 'worker',
  },
  {
    name: 'undo after what is no step',
    argv: () => ['undo', 'somebody', '--after', 'c1.1', '--json', ...noServer],
    exitCode: 2,
    code: 'argument_invalid',
    needs: 'nothing',
  },
  {
    name: 'undo after a step and of an effect',
    argv: () => ['undo', 'somebody', '--after', '2', '--effect', 'c1.1', '--json', ...noServer],
    exitCode: 2,
    code: 'flags_conflict',
    needs: 'nothing',
  },
  {
    name: 'settling as something else',
    argv: () => ['settle', 'somebody', 'c1.1', 'maybe', '--json', ...noServer],
    exitCode: 2,
    code: 'argument_invalid',
    needs: 'nothing',
  },
  {
    name: 'settling without an outcome',
    argv: () => ['settle', 'somebody', 'c1.1', '--json', ...noServer],
    exitCode: 2,
    code: 'argument_missing',
    needs: 'nothing',
  },
  {
    name: 'settling with a result that is not JSON',
    argv: () => ['settle', 'somebody', 'c1.1', 'applied', '--result', 'done', '--json', ...noServer],
    exitCode: 2,
    code: 'json_invalid',
    needs: 'nothing',
  },
  {
    name: 'settling as absent with a result',
    argv: () => ['settle', 'somebody', 'c1.1', 'absent', '--result', '{}', '--json', ...noServer],
    exitCode: 2,
    code: 'flags_conflict',
    needs: 'nothing',
  },
  {
    name: 'settling an effect that does not exist',
    argv: (place) => ['settle', takenRun, 'c9.9', 'applied', '--json', ...onServer(place)],
    exitCode: 3,
    code: 'unknown_effect',
    needs: 'worker',
  },
];
