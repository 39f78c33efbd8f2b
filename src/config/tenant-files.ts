import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config, TenantConfig } from './config.ts';
import { ConfigError } from './config-error.ts';
import { configErrors } from './errors.ts';
import { type ParseTenant, tenantParser } from './parse-config.ts';
import { describeFileError } from './read/file-error.ts';
import type { Environment } from './read/interpolate.ts';
import { namedTenant } from './read/named-tenant.ts';

/** A file of which the present version cannot be used. */
export interface TenantFileProblem {
  readonly file: string;
  /** The tenant that it is about, as far as the file says so, or said when it could be used last. */
  readonly tenantId: string | null;
  readonly error: ConfigError;
  /** It was not told by the look before. */
  readonly isNew: boolean;
}

/** What one look at the folder found. */
export interface TenantFilesFound {
  /** The tenants by the paths of their files; of a file that cannot be used, its last good version. */
  readonly tenants: ReadonlyMap<string, TenantConfig>;
  readonly problems: readonly TenantFileProblem[];
}

/** What is known of one file. */
interface Known {
  /** Hash of the content at the latest look; null: the file was not there. */
  seen: string | null;
  /** Hash of the content that was read in last. */
  taken: string | null;
  tenant: TenantConfig | null;
  /** The tenant of the version that was read last, whether or not it could be used. */
  named: string | null;
  error: ConfigError | null;
}

/** Other files, such as an editor's and a volume's own, are none of ours. */
const tenantFile = /^[^.].*\.ya?ml$/;

/** The files of `tenants_dir`, looked at over and over. */
export class TenantFiles {
  readonly #folder: string;
  readonly #config: Config;
  readonly #env: Environment;
  readonly #parse: ParseTenant;
  readonly #known = new Map<string, Known>();
  #looks = 0;
  #problems: readonly TenantFileProblem[] = [];

  /** @param folder absolute path of `tenants_dir` */
  constructor(folder: string, config: Config, env: Environment) {
    this.#folder = folder;
    this.#config = config;
    this.#env = env;
    this.#parse = tenantParser(config.tenant_defaults);
  }

  /**
   * Reads what has changed. From the second look on, a change counts when it was seen twice: a file that is half written
   * or about to be replaced is left alone until then.
   * @throws ConfigError when the folder cannot be read; nothing that was known is forgotten then
   */
  look(): TenantFilesFound {
    const contents = this.#readFolder();
    const before = new Map([...this.#known].map(([file, { error }]) => [file, error?.message]));
    this.#looks += 1;
    // What goes makes room first, and what was there first stays: a newer file with the same tenant is told instead.
    for (const file of [...this.#known.keys()]) if (!contents.has(file)) this.#missing(file);
    const known = [...this.#known.keys()].filter((file) => contents.has(file));
    for (const file of new Set([...known, ...contents.keys()])) this.#take(file, contents.get(file));
    this.#problems = [...this.#known].flatMap(([file, { error, named, tenant }]) => {
      if (error === null) return [];
      const isNew = before.get(file) !== error.message;
      return [{ file, tenantId: named ?? tenant?.id ?? null, error, isNew }];
    });
    const tenants = [...this.#known].flatMap(([file, { tenant }]) =>
      tenant ? [[file, tenant] as const] : [],
    );
    return { tenants: new Map(tenants), problems: this.#problems };
  }

  /** What the latest look found wrong. */
  get problems(): readonly TenantFileProblem[] {
    return this.#problems;
  }

  /** The texts of the files by their paths; null for one that cannot be read. */
  #readFolder(): ReadonlyMap<string, string | ConfigError> {
    try {
      return new Map(pathsIn(this.#folder).map(readText));
    } catch (error) {
      throw new ConfigError(configErrors.folderUnreadable, `${this.#folder}, ${describeFileError(error)}`);
    }
  }

  #missing(file: string): void {
    const known = this.#known.get(file);
    if (known?.seen === null) this.#known.delete(file);
    else if (known !== undefined) known.seen = null;
  }

  #take(file: string, content: string | ConfigError | undefined): void {
    if (content === undefined) return;
    const known = this.#known.get(file) ?? {
      seen: null,
      taken: null,
      tenant: null,
      named: null,
      error: null,
    };
    this.#known.set(file, known);
    if (content instanceof ConfigError) {
      known.error = content;
      known.seen = null;
      known.named = null;
      return;
    }
    const hash = createHash('sha256').update(content).digest('base64');
    const isSettled = known.seen === hash || this.#looks === 1;
    known.seen = hash;
    // A file that could not be used is tried again: what was wrong may stand in another file, such as its secret.
    if (!isSettled || (known.taken === hash && known.error === null)) return;
    known.taken = hash;
    known.named = namedTenant(content);
    try {
      const readSecretFile = (path: string) => readFileSync(path, 'utf8');
      const options = { fileName: file, env: this.#env, readSecretFile };
      const tenant = this.#parse(content, options);
      this.#refuseRepeated(file, tenant);
      known.tenant = tenant;
      known.error = null;
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      known.error = error;
    }
  }

  #refuseRepeated(file: string, { id, content_types: types }: TenantConfig): void {
    const inFiles = [...this.#known].flatMap(([other, { tenant }]) =>
      tenant === null || other === file ? [] : [{ place: other, tenant }],
    );
    const inList = this.#config.tenants.map((tenant, index) => ({ place: `tenants[${index}]`, tenant }));
    for (const { place, tenant } of [...inList, ...inFiles]) {
      const shared = tenant.id === id && types.find((type) => tenant.content_types.includes(type));
      if (!shared) continue;
      throw new ConfigError(
        configErrors.tenantRepeated,
        `${file}: ${shared}, which ${place} collects already`,
      );
    }
  }
}

/** The files of a folder that may hold tenants; none where there is no folder or it cannot be read. */
export function tenantFilePaths(folder: string | undefined): readonly string[] {
  try {
    return folder === undefined ? [] : pathsIn(folder);
  } catch {
    return [];
  }
}

function pathsIn(folder: string): readonly string[] {
  const names = readdirSync(folder).filter((name) => tenantFile.test(name));
  return names.toSorted().map((name) => join(folder, name));
}

function readText(file: string): [file: string, content: string | ConfigError] {
  try {
    return [file, readFileSync(file, 'utf8')];
  } catch (error) {
    return [file, new ConfigError(configErrors.unreadable, `${file}, ${describeFileError(error)}`)];
  }
}

/** The files of `tenants_dir`; null where none is configured. */
export function openTenantFiles(config: Config, env: Environment): TenantFiles | null {
  return config.tenants_dir === undefined ? null : new TenantFiles(config.tenants_dir, config, env);
}
