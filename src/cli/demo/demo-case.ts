/** What the demo plays: one of the cases that the scripted provider knows, on the shipped world. */
export const demoCase = {
  agent: 'retail',
  orderId: '#W1001',
  input: 'Cancel my order #W1001, I ordered it by mistake. My email is ada@example.com.',
  /** Its worker is killed between the commit of this write and the answer. */
  killIn: 'cancel_pending_order',
} as const;
