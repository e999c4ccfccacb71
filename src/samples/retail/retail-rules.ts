import type { RuleDefinition } from '../../agents/agent.ts';

/** Writes of the shop that move money, now or when items arrive, each under the rule that asks before it. */
export const attendedRules: readonly RuleDefinition[] = [
  asks('cancellations ask', 'cancel_pending_order'),
  asks('exchanges ask', 'exchange_delivered_order_items'),
  asks('returns ask', 'return_delivered_order_items'),
  asks('changes of items ask', 'modify_pending_order_items'),
  asks('changes of payment ask', 'modify_pending_order_payment'),
];

/** Nobody is there to be asked. */
export const unattendedRules: readonly RuleDefinition[] = [
  { name: 'every write goes ahead', when: { effect: ['reversible', 'compensable'] }, then: 'allow' },
];

function asks(name: string, tool: string): RuleDefinition {
  return { name, when: { tool }, then: 'ask', approvers: 'payments' };
}
