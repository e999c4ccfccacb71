/**
 * Loaded once for all runs of a worker, instead of once for each: the rules of a run, which keep nothing for themselves.
 *
 * Whatever is imported here is shared and frozen; a module with state of its own must stay out.
 */
import '../core/activity-event.ts';
import '../core/approval-card.ts';
import '../core/complete-history.ts';
import '../core/current-details.ts';
import '../core/decide.ts';
import '../core/evolve.ts';
import '../core/message-faults.ts';
import '../core/packed-state.ts';
import '../core/undo-pass.ts';
import '../core/view-of-run.ts';
import '../core/wake.ts';
