import { readFile } from 'node:fs/promises';
import { CodedError } from '../../lib/coded-error.ts';
import { errorMessage } from '../../lib/error-message.ts';
import { isJsonObject } from '../../lib/json-object.ts';
import { elasticsearchErrors } from './errors.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** The files of mappings/ and pipelines/, written for a full distribution. */
export interface TemplateFiles {
  readonly settings: JsonObject;
  readonly fields: JsonObject;
  readonly indexTemplate: JsonObject;
  readonly gapFields: JsonObject;
  readonly gapIndexTemplate: JsonObject;
  readonly pipeline: JsonObject;
}

/** The folder that holds mappings/ and pipelines/: the same from src/output/elasticsearch and from dist/output/elasticsearch. */
const PROJECT_FOLDER = new URL('../../../', import.meta.url);

/** @throws CodedError ELASTICSEARCH_FILES_MISSING */
export async function readTemplateFiles(folder: URL = PROJECT_FOLDER): Promise<TemplateFiles> {
  const [settings, fields, indexTemplate, gapFields, gapIndexTemplate, pipeline] = await Promise.all([
    readObject(new URL('mappings/component-templates/m365-audit-settings.json', folder)),
    readObject(new URL('mappings/component-templates/m365-audit-fields.json', folder)),
    readObject(new URL('mappings/index-templates/m365-audit.json', folder)),
    readObject(new URL('mappings/component-templates/m365-audit-gap-fields.json', folder)),
    readObject(new URL('mappings/index-templates/m365-audit-gap.json', folder)),
    readObject(new URL('pipelines/m365-audit.json', folder)),
  ]);
  return { settings, fields, indexTemplate, gapFields, gapIndexTemplate, pipeline };
}

async function readObject(file: URL): Promise<JsonObject> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (isJsonObject(value)) return value;
    throw new TypeError('not a JSON object');
  } catch (error) {
    throw new CodedError(elasticsearchErrors.filesMissing, `${file.pathname}: ${errorMessage(error)}`, {
      cause: error,
    });
  }
}

/** The object under a key, or an empty one. */
export function objectAt(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  return isJsonObject(value) ? value : {};
}
