import { watchFaultTests } from '../../support/watch-faults.ts';
import { labOfTests } from './lab.ts';

watchFaultTests('the watch, over a real API server', labOfTests);
