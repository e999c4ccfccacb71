import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { SupervisorChannel } from './supervisor-channel.ts';
import type { RunOfWork } from './worker-message.ts';

/**
 * Tell a supervisor of each activity: before its work starts, so that no attempt is lost unknown, and when it has ended.
 *
 * A local activity is part of its run's step and has no token of its own.
 */
export function tellActivities({ tell }: Pick<SupervisorChannel, 'tell'>): ActivityInterceptorsFactory {
  return ({ info }) => ({
    inbound: {
      async execute(input, next) {
        if (info.isLocal) return next(input);
        const { base64TaskToken: token, activityType: activity, activityId, attempt } = info;
        const { workflowId: run = '', runId = '' } = info.workflowExecution ?? {};
        await tell({ kind: 'began', activity: { token, run, runId, activity, activityId, attempt } });
        try {
          return await next(input);
        } finally {
          void tell({ kind: 'ended', token });
        }
      },
    },
  });
}

const tellAgainMs = 5_000;

/** Tell a supervisor which runs take steps here, each once in a while. */
export function tellSteps({ tell }: Pick<SupervisorChannel, 'tell'>): (run: RunOfWork) => void {
  let told = new Set<string>();
  let sinceMs = performance.now();
  return ({ run, runId }) => {
    const nowMs = performance.now();
    if (nowMs - sinceMs > tellAgainMs) {
      told = new Set();
      sinceMs = nowMs;
    }
    if (told.has(runId)) return;
    told.add(runId);
    void tell({ kind: 'step', run, runId });
  };
}
