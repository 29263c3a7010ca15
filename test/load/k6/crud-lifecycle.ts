/** `k6 run test/load/k6/crud-lifecycle.ts`; what it does and must keep is in test/load/scenarios.ts. */
import { optionsOf } from './platform.ts';

export { lifecycle, setup } from './platform.ts';

export const options = optionsOf('crud-lifecycle');
