/**
 * Stand in for the assistant between a tool's result and what a user says, on wires whose servers may refuse a user
 * message there. It is never part of the transcript.
 */
export const acknowledgement = 'Noted.';
