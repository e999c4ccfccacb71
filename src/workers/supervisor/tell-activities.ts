import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { SupervisorChannel } from './supervisor-channel.ts';

/**
 * Tell a supervisor of each activity: before its work starts, so that no attempt is lost unknown, and when it has ended.
 *
 * A local activity is part of its run's workflow task and has no token of its own.
 */
export function tellActivities({ tell }: Pick<SupervisorChannel, 'tell'>): ActivityInterceptorsFactory {
  return ({ info }) => ({
    inbound: {
      async execute(input, next) {
        if (info.isLocal) return next(input);
        const {
          base64TaskToken: token,
          activityType: activity,
          activityId,
          attempt,
          workflowExecution,
        } = info;
        const { workflowId: run = '', runId = '' } = workflowExecution ?? {};
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
