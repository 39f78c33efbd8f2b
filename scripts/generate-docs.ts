import { configExample } from './generators/config-example.ts';
import { configurationPage } from './generators/configuration.ts';
import { errorsPage } from './generators/errors.ts';
import { fieldTemplate } from './generators/field-template.ts';
import { fieldsPage } from './generators/fields.ts';
import { generateAll } from './generators/generate.ts';
import { leastPrivilegePage } from './generators/least-privilege.ts';
import { metricsPage } from './generators/metrics.ts';
import { troubleshootingPage } from './generators/troubleshooting.ts';

/** Every generated file. One more file is one more line here. */
const generators = [
  configurationPage,
  configExample,
  errorsPage,
  fieldsPage,
  fieldTemplate,
  leastPrivilegePage,
  metricsPage,
  troubleshootingPage,
];

// Without arguments it writes what differs; with --check it writes nothing and fails when something would.
const check = process.argv.includes('--check');
const differing = await generateAll(generators, { check });
for (const file of differing) {
  process.stdout.write(check ? `${file} differs from its sources: run npm run docs\n` : `${file} written\n`);
}
if (check && differing.length > 0) process.exitCode = 1;
