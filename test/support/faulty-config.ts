import { bundledConfig } from '../../src/samples/bundled-config.ts';
import { underFaults } from '../../src/samples/testing/under-faults.ts';

/** The bundled samples, whose calls suffer the faults that a test sets. */
export default bundledConfig({ world: process.env['HOLDFAST_WORLD'] ?? '', gate: underFaults });
