/**
 * How long a lost worker holds a workflow task. A cold worker replays a run's whole history within it, also on a busy
 * machine; a shorter one would time such replays out again and again.
 */
export const workflowTaskTimeoutMs = 10_000;
