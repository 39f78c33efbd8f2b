import { isJsonObject } from '../lib/json-object.ts';
import type { EcsDocument } from './ecs-document.ts';
import { freeName } from './free-name.ts';
import { setOwn } from './parse/json-value.ts';

/**
 * The document as one line of JSON text in well-formed Unicode. A lone surrogate, which JSON can carry as an escape, has no
 * UTF-8 form; each is replaced by U+FFFD. They are rare, so that the text is looked through instead of every value.
 */
export function wellFormedJsonText(document: EcsDocument): string {
  const text = JSON.stringify(document);
  return text.includes('\\ud') ? JSON.stringify(wellFormed(document)) : text;
}

function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (!isJsonObject(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    const isTaken = (free: string) =>
      Object.hasOwn(copy, free) || (free !== name && Object.hasOwn(value, free));
    setOwn(copy, freeName(name, name.toWellFormed(), isTaken), wellFormed(member));
  }
  return copy;
}
