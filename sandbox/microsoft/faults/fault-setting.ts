import { CodedError } from '../../../src/lib/coded-error.ts';
import { SANDBOX_ERRORS } from '../errors.ts';
import { type FaultName, isFaultName } from './fault-table.ts';

/** How one fault behaves. Whatever is left out comes from the fault's row in the table. */
export interface FaultSetting {
  /** The share of objects that are struck, 0 to 1. Default 1. */
  readonly rate?: number;
  /** Strikes per object. */
  readonly times?: number | 'all';
  /** At most so many objects are struck. Default: no limit. */
  readonly first?: number;
  /** Only objects whose key, such as a contentId, contains this text. */
  readonly target?: string;
  /** The fault's own parameter; the table says what it means. */
  readonly value?: string | number;
}

export type FaultSettings = Readonly<Partial<Record<FaultName, FaultSetting>>>;

function bad(text: string, why: string): CodedError {
  return new CodedError(SANDBOX_ERRORS.badOption, `--fault ${text}: ${why}`);
}

function numberFrom(text: string, part: string, limit: number): number {
  const value = part === '' ? Number.NaN : Number(part);
  if (Number.isNaN(value) || value < 0 || value > limit) throw bad(text, `${part} is not a number in range`);
  return value;
}

function partOf(text: string, part: string): FaultSetting {
  const at = part.indexOf('=');
  const name = part.slice(0, at);
  const value = part.slice(at + 1);
  switch (name) {
    case 'times':
      return { times: value === 'all' ? 'all' : numberFrom(text, value, Number.MAX_SAFE_INTEGER) };
    case 'first':
      return { first: numberFrom(text, value, Number.MAX_SAFE_INTEGER) };
    case 'target':
      return { target: value };
    case 'value':
      return { value: Number.isNaN(Number(value)) ? value : Number(value) };
    default:
      throw bad(text, `${part} is none of times=, first=, target=, value=`);
  }
}

/**
 * Parses `NAME[=RATE][,times=N|all][,first=N][,target=TEXT][,value=V]`.
 * @throws CodedError SANDBOX_BAD_OPTION
 */
export function parseFault(text: string): { name: FaultName; setting: FaultSetting } {
  const [head = '', ...parts] = text.split(',');
  const [name = '', rate] = head.split('=');
  if (!isFaultName(name)) throw bad(text, 'no such fault');
  const setting: FaultSetting = rate === undefined ? {} : { rate: numberFrom(text, rate, 1) };
  return { name, setting: Object.assign(setting, ...parts.map((part) => partOf(text, part))) };
}
