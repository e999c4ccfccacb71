import protobuf from 'protobufjs';

/** A workflow task that a worker has taken, named by what stands in its history. */
export interface TakenWorkflowTask {
  readonly namespaceId: string;
  readonly workflowId: string;
  readonly runId: string;
  readonly scheduledEventId: number;
  readonly startedEventId: number;
}

/**
 * Write the token by which a worker would answer a workflow task at its first attempt.
 *
 * The server has given the token to a worker that is no more. Its form is the server's own affair (`Task` in
 * `temporal/server/api/token/v1`, tried with 1.32): where another one is in use the server refuses it, and the task waits
 * for its timeout as it would have without.
 */
export function workflowTaskToken(task: TakenWorkflowTask): Uint8Array {
  return protobuf.Writer.create()
    .uint32(textField(1))
    .string(task.namespaceId)
    .uint32(textField(2))
    .string(task.workflowId)
    .uint32(textField(3))
    .string(task.runId)
    .uint32(numberField(4))
    .int64(task.scheduledEventId)
    .uint32(numberField(5))
    .int32(firstAttempt)
    .uint32(numberField(10))
    .int64(task.startedEventId)
    .finish();
}

const firstAttempt = 1;
const textField = (id: number): number => (id << 3) | 2;
const numberField = (id: number): number => id << 3;
