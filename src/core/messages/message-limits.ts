/** Of one user message, in UTF-8 bytes. */
export const maxMessageBytes = 64 * 1024;
/** Of all messages that wait for the next model call. */
export const maxInboxBytes = 256 * 1024;
