/**
 * Loaded once for all runs of a worker, instead of once for each: the rules of a run, which keep nothing for themselves.
 *
 * Whatever is imported here is shared and frozen; a module with state of its own must stay out.
 */
import '../core/commands/activities.ts';
import '../core/approvals/approval-card.ts';
import '../core/run/complete-history.ts';
import '../core/view/current-details.ts';
import '../core/run/decide.ts';
import '../core/run/evolve.ts';
import '../core/messages/message-faults.ts';
import '../core/run/packed-state.ts';
import '../core/undo/undo-pass.ts';
import '../core/view/view-of-run.ts';
import '../core/run/deadlines.ts';
