/** What `npm test` needs of PyPI, once, before the tests that use it. */
import { installPython, pythonMissing } from '../test/support/python.ts';

const missing = await pythonMissing();
if (missing) console.log(`Tests that need Python are skipped: ${missing}.`);
else await installPython();
