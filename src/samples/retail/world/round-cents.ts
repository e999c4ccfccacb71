/** Round an amount in USD to whole cents; an exact half goes to the even cent, as recorded amounts do. */
export function roundCents(amountUsd: number): number {
  const eighths = amountUsd * 8;
  // Only odd eighths (0.125, 0.375, …) are exact halves of a cent in binary.
  if (Number.isInteger(eighths) && eighths % 2 !== 0) {
    const cents = Math.floor(amountUsd * 100);
    return (cents % 2 === 0 ? cents : cents + 1) / 100;
  }
  const rounded = Number(amountUsd.toFixed(2));
  return rounded === 0 ? 0 : rounded;
}
