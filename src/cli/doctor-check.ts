/** One finding of `doctor`. `fix` is the command that mends it; beside `ok: true` it names what could be had in addition. */
export interface DoctorCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly found: string;
  readonly fix?: string;
}
