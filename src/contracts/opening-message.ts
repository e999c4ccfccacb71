/**
 * Stand in for the customer's side of a conversation that the agent opens with a greeting.
 *
 * Anthropic's Messages API refuses a conversation that begins with an assistant message, so its adapter puts this user
 * message first. It is never part of the transcript, and the same text each time keeps the prompt cache valid.
 */
export const openingMessage = '(The conversation begins.)';
