export interface SenderOptions {
  /** Who says so. The login name unless told; nothing proves it. */
  readonly by?: string | undefined;
}
