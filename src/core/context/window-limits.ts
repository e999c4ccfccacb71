/** Of the window, in bytes of JSON; beyond it the oldest whole turns are left out. */
export const maxWindowBytes = 512 * 1024;
/** What trimming leaves, so that it does not come again at once. */
export const trimmedWindowBytes = 384 * 1024;
