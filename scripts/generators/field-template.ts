import { componentTemplate } from '../../src/mapping/fields/component-template.ts';
import type { Generator } from './generator.ts';

/** The component template with the mapping of every field that a document can have. */
export const fieldTemplate: Generator = {
  file: 'mappings/component-templates/m365-audit-fields.json',
  generate: () => `${JSON.stringify(componentTemplate(), null, 2)}\n`,
};
