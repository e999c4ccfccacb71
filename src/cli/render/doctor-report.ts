import type { DoctorCheck } from '../../reports/doctor.ts';
import type { Palette } from './palette.ts';
import { padToWidth, textWidth } from './text-width.ts';

/** Write what was looked at, what was found, and for each thing missing the command that mends it. */
export function renderDoctor(checks: readonly DoctorCheck[], palette: Palette): string {
  const nameWidth = Math.max(...checks.map(({ name }) => textWidth(name)));
  const lines = checks.flatMap(({ name, ok, found, fix }) => {
    const mark = ok ? palette.good(padToWidth('ok', 9)) : palette.bad(padToWidth('missing', 9));
    const line = `${mark}${padToWidth(name, nameWidth)}  ${found}`.trimEnd();
    return fix === undefined
      ? [line]
      : [line, `${' '.repeat(9 + nameWidth + 2)}${ok ? 'optional' : 'mend'}: ${fix}`];
  });
  const missing = checks.filter(({ ok }) => !ok).length;
  const verdict = missing === 0 ? palette.good('Nothing is missing.') : palette.bad(`${missing} missing.`);
  return [...lines, '', verdict].join('\n');
}
