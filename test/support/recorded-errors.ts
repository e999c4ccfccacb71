/**
 * What the recordings' tool errors mean, each with the words that our message of the same meaning must hold.
 *
 * A recorded text that is not listed fails the test that meets it.
 */
const recordedErrors: Readonly<Record<string, RegExp>> = {
  'Error: User not found': /^User not found: nobody /,
  'Error: Order not found': /^Order not found: #/,
  'Error: Product not found': /^Product not found: \d+\./,
  'Error: Non-pending order cannot be cancelled': /^Non-pending order cannot be cancelled: #/,
  'Error: Non-pending order cannot be modified': /^Non-pending order cannot be modified: #/,
  'Error: Non-delivered order cannot be exchanged': /^Non-delivered order cannot be exchanged: /,
  'Error: Non-delivered order cannot be returned': /^Non-delivered order cannot be returned: /,
  'Error: Insufficient gift card balance to pay for the price difference':
    /^Insufficient gift card balance: .* does not cover the price difference/,
  'Error: Payment method should be the original payment method':
    /^The payment method must be the original one, /,
  'Error: The number of items to be exchanged should match': /^The number of items must match: /,
  'Error: There should be exactly one payment for a pending order': /^There must be exactly one payment: /,
};

/**
 * The pattern that our message must match to mean what a recorded one means.
 *
 * @throws Error for a recorded text that the table does not know.
 */
export function meaningOf(recorded: string): RegExp {
  const pattern = Object.hasOwn(recordedErrors, recorded) ? recordedErrors[recorded] : undefined;
  if (pattern === undefined) throw new Error(`no meaning is listed for the recorded error ${recorded}`);
  return pattern;
}

/** Whether one of our error messages means what a recorded one means. Unknown recorded texts mean nothing. */
export function meansTheSame(recorded: string, ours: string): boolean {
  return Object.hasOwn(recordedErrors, recorded) && meaningOf(recorded).test(ours);
}
