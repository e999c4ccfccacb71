/** Of a call's arguments as JSON, as the model wrote them and as its schema takes them: more than a tool ever needs. */
export const maxArgumentBytes = 131_072;
/** Largest output as JSON in UTF-8 bytes; the largest of a few such results still fits a history's payload limits. */
export const maxOutputBytes = 131_072;
/** Of a write: the run keeps its output for as long as it lives, so that it can be undone. */
export const maxWriteOutputBytes = 16_384;
/** Of precondition and before-image together, as JSON. */
export const maxPreparedBytes = 32 * 1024;
/** Of a model's answer with its calls, as JSON: it has to fit into a window and a payload. */
export const maxAnswerBytes = 256 * 1024;
