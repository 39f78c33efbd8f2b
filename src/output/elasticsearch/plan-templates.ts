import { createHash } from 'node:crypto';
import { GAP_DATASET } from '../gap-dataset.ts';
import type { Unsupported } from './cluster-capabilities.ts';
import { fallbackOf, replaceFieldTypes } from './field-types.ts';
import { type JsonObject, objectAt, type TemplateFiles } from './template-files.ts';

export type TemplateKind = 'component_template' | 'index_template' | 'ingest_pipeline';

/** A thing to be in the cluster, and its body as the API takes it. */
export interface PlannedTemplate {
  readonly kind: TemplateKind;
  readonly name: string;
  readonly body: JsonObject;
}

/** What the cluster cannot have, and why. */
export interface LeftOut {
  readonly what: string;
  readonly why: string;
}

export interface TemplatePlan {
  /** In the order in which they can be installed. */
  readonly templates: readonly PlannedTemplate[];
  readonly leftOut: readonly LeftOut[];
}

export interface TemplateOptions {
  /** Documents go to logs-<dataset>-<namespace>. */
  readonly dataset: string;
  /** Version of the project. */
  readonly version: string;
}

const DEFAULT_DATASET = 'o365.audit';
/** The index template of the data streams that tell of gaps. */
export const GAP_TEMPLATE = 'm365-audit-gap';
export const PROJECT_PIPELINE = 'm365-audit';
const MANAGED_BY = 'm365-audit';

/** The templates and the pipeline in the form that this cluster can take, each marked with the project and a hash of its content. */
export function planTemplates(
  files: TemplateFiles,
  unsupported: Unsupported,
  options: TemplateOptions,
): TemplatePlan {
  const named = (kind: TemplateKind, name: string, body: JsonObject): PlannedTemplate => ({
    kind,
    name,
    body: marked(body, { version: options.version }),
  });
  const templates = [
    named('component_template', 'm365-audit-settings', adaptedSettings(files.settings, unsupported)),
    named('component_template', 'm365-audit-fields', adaptedFields(files.fields, unsupported)),
    named(
      'index_template',
      indexTemplateName(options.dataset),
      adaptedIndexTemplate(files.indexTemplate, unsupported, [`logs-${options.dataset}-*`]),
    ),
    named('component_template', 'm365-audit-gap-fields', adaptedFields(files.gapFields, unsupported)),
    named(
      'index_template',
      GAP_TEMPLATE,
      adaptedIndexTemplate(files.gapIndexTemplate, unsupported, [`logs-${GAP_DATASET}-*`]),
    ),
  ];
  if (unsupported.pipeline === null) {
    templates.push(named('ingest_pipeline', PROJECT_PIPELINE, files.pipeline));
  }
  return { templates, leftOut: leftOut(unsupported) };
}

/** One index template for each dataset; the component templates are shared. */
export function indexTemplateName(dataset: string): string {
  return dataset === DEFAULT_DATASET ? 'm365-audit' : `m365-audit-${dataset}`;
}

/** The hash that `marked` left in `_meta`; undefined for what the project did not install. */
export function contentHash(body: JsonObject): unknown {
  const meta = objectAt(body, '_meta');
  return meta.managed_by === MANAGED_BY ? meta.content : undefined;
}

function marked(body: JsonObject, more: JsonObject): JsonObject {
  const content = createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 16);
  return { ...body, _meta: { ...objectAt(body, '_meta'), managed_by: MANAGED_BY, ...more, content } };
}

function adaptedSettings(file: JsonObject, { settings: unknown }: Unsupported): JsonObject {
  const template = objectAt(file, 'template');
  return { ...file, template: { ...template, settings: without(objectAt(template, 'settings'), unknown) } };
}

function adaptedFields(file: JsonObject, { fieldTypes }: Unsupported): JsonObject {
  const template = objectAt(file, 'template');
  const mappings = replaceFieldTypes(objectAt(template, 'mappings'), new Set(fieldTypes.keys()));
  // Each backing index inherits this mark, so that one can see which of them have the fields of today.
  return { ...file, template: { ...template, mappings: marked(mappings, {}) } };
}

function adaptedIndexTemplate(
  file: JsonObject,
  { sections }: Unsupported,
  patterns: readonly string[],
): JsonObject {
  return {
    ...file,
    index_patterns: patterns,
    template: without(objectAt(file, 'template'), sections),
  };
}

function without(object: JsonObject, keys: ReadonlyMap<string, string>): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.has(key)));
}

function leftOut({ fieldTypes, settings, sections, pipeline }: Unsupported): readonly LeftOut[] {
  return [
    ...Array.from(fieldTypes.keys(), (type) => ({
      what: `field type ${type}`,
      why: `the cluster does not know it; ${fallbackOf(type)} is used instead`,
    })),
    ...Array.from(settings, ([key, why]) => ({ what: `setting ${key}`, why })),
    ...Array.from(sections, ([key, why]) => ({ what: `${key} of the index template`, why })),
    ...(pipeline === null ? [] : [{ what: `ingest pipeline ${PROJECT_PIPELINE}`, why: pipeline }]),
  ];
}
