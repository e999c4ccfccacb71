export { agentRun } from './agent-run.ts';
export { undoRun } from './undo-run.ts';
