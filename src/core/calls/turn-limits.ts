/** At most so many calls of one turn run; the rest are answered with that reason. */
export const maxCallsPerTurn = 16;
/** Of all results of one turn together. */
export const maxTurnResultBytes = 256 * 1024;
