/** `k6 run test/load/k6/read-heavy.ts`; what it does and must keep is in test/load/scenarios.ts. */
import { optionsOf } from './platform.ts';

export { reads, setup } from './platform.ts';

export const options = optionsOf('read-heavy');
