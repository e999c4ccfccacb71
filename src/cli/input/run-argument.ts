/** What may stand for RUN, for `--help`. */
export const runArgumentHelp = 'workflow id, or task id where that names one run';
