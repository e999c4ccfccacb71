/** `holdfast.doctor/v1`: what is there, what is missing, and the command that mends it. */
export interface DoctorReport {
  readonly schema: 'holdfast.doctor/v1';
  /** Every check is. */
  readonly ok: boolean;
  readonly checks: readonly DoctorCheck[];
}

export interface DoctorCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly found: string;
  /** A command, or a sentence that names one. */
  readonly fix?: string;
}
