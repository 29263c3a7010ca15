/**
 * The CDKTF app: reads the variables, writes cdktf.out/. `npx cdktf-cli` runs it through cdktf.json; without it,
 * `npm run synth`.
 */
import { PropError } from '../constructs/prop-error.ts';
import { makeApp } from './app.ts';
import { ConfigError, describeConfig, readConfig } from './config.ts';

if (process.argv.includes('--help')) {
  console.log(
    `usage: npm run synth [-- --help]\nWrites Terraform JSON to cdktf.out/stacks/<stack>/. Set by environment variables:\n\n${describeConfig()}`,
  );
} else {
  try {
    makeApp(readConfig(process.env)).synth();
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof PropError)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}
