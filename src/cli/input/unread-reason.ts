/** Say why a file that was named could not be read. */
export function unreadReason(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'There is no such file.';
    case 'EISDIR':
      return 'It is a directory.';
    case 'EACCES':
      return 'Reading it is not permitted.';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
