import { fieldsMarkdown } from '../../src/mapping/fields/fields-markdown.ts';
import type { Generator } from './generator.ts';

/** docs/fields.md: every field that a document can have. */
export const fieldsPage: Generator = { file: 'docs/fields.md', generate: fieldsMarkdown };
