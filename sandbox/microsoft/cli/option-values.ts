import { InvalidArgumentError } from 'commander';
import { CLOUD_NAMES, type Cloud } from '../clouds.ts';
import { CONTENT_TYPES, type ContentType, findContentType } from '../content-types.ts';
import type { FaultSettings } from '../faults/fault-setting.ts';
import { parseFault } from '../faults/fault-setting.ts';
import { isScenarioName, SCENARIOS, type ScenarioName } from '../faults/scenarios.ts';

/** Readers of option values; each throws commander's InvalidArgumentError, which names the option. */

export function readNumber(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError('It must be a number of 0 or more.');
  return value;
}

/** A number that may be below zero. */
export function readOffset(text: string): number {
  return text.startsWith('-') ? -readNumber(text.slice(1)) : readNumber(text);
}

export function readWhole(text: string): number {
  const value = readNumber(text);
  if (!Number.isInteger(value)) throw new InvalidArgumentError('It must be a whole number.');
  return value;
}

export function readScenario(text: string): ScenarioName {
  if (isScenarioName(text)) return text;
  throw new InvalidArgumentError(`It must be one of ${Object.keys(SCENARIOS).join(', ')}.`);
}

export function readCloud(text: string): Cloud {
  const cloud = CLOUD_NAMES.find((name) => name === text);
  if (cloud === undefined) throw new InvalidArgumentError(`It must be one of ${CLOUD_NAMES.join(', ')}.`);
  return cloud;
}

export function readContentTypes(text: string): readonly ContentType[] {
  return text.split(',').map((name) => {
    const type = findContentType(name.trim());
    if (type === undefined) {
      throw new InvalidArgumentError(
        `There is no ${name}; the content types are ${CONTENT_TYPES.join(', ')}.`,
      );
    }
    return type;
  });
}

export function readQuotaStatus(text: string): 403 | 429 {
  if (text === '403') return 403;
  if (text === '429') return 429;
  throw new InvalidArgumentError('It must be 403 or 429.');
}

/** Collects the values of an option that may be given several times. */
export function collect(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}

/** Collects `--fault` into settings. */
export function collectFaults(text: string, before: FaultSettings | undefined): FaultSettings {
  const { name, setting } = parseFault(text);
  return { ...before, [name]: setting };
}

/** Collects `--domain contoso.com=GUID`. */
export function collectDomains(
  text: string,
  before: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> {
  const [domain = '', tenant] = text.toLowerCase().split('=');
  if (domain === '' || tenant === undefined) throw new InvalidArgumentError('It must be a domain=GUID.');
  return { ...before, [domain]: tenant };
}

export function readSignIn(text: string): 'by-hand' | 'approve' | 'decline' {
  if (text === 'by-hand' || text === 'approve' || text === 'decline') return text;
  throw new InvalidArgumentError('It must be by-hand, approve or decline.');
}
