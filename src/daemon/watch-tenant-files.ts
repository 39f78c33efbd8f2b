import type { Logger } from 'pino';
import type { TenantFiles, TenantFilesFound } from '../config/tenant-files.ts';
import type { Sleep } from '../lib/abortable-sleep.ts';
import { errorMessage } from '../lib/error-message.ts';
import type { PlacedTenant } from './tenant-run.ts';
import type { TenantSet } from './tenant-set.ts';

/** A look at five hundred files takes some milliseconds. */
const lookMs = 3_000;

export interface WatchOptions {
  readonly files: Pick<TenantFiles, 'look'>;
  readonly tenants: Pick<TenantSet, 'placed' | 'start' | 'stop'>;
  readonly logger: Pick<Logger, 'info' | 'error'>;
  readonly sleep: Sleep;
  /** Time between two looks at the folder. */
  readonly intervalMs?: number;
}

/** Collects the tenants whose files come, anew those whose files change, and no more those whose files go. Never rejects. */
export async function watchTenantFiles(options: WatchOptions, signal: AbortSignal): Promise<void> {
  const { files, logger, sleep, intervalMs = lookMs } = options;
  let toldFailure: string | null = null;
  while (!signal.aborted) {
    await sleep(intervalMs, signal).catch(() => undefined);
    if (signal.aborted) return;
    try {
      const found = files.look();
      tellProblems(found, logger);
      await follow(found, options);
      toldFailure = null;
    } catch (error) {
      const failure = errorMessage(error);
      if (failure !== toldFailure) {
        logger.error({ err: error }, 'tenants_dir cannot be read; the tenants that are known go on');
      }
      toldFailure = failure;
    }
  }
}

/** Tells what is wrong with the files, once. */
export function tellProblems({ tenants, problems }: TenantFilesFound, logger: Pick<Logger, 'error'>): void {
  for (const { file, error } of problems.filter(({ isNew }) => isNew)) {
    const meanwhile = tenants.has(file) ? 'its last good version stays in use' : 'it is left out';
    logger.error({ file, err: error }, `the file of a tenant cannot be used; ${meanwhile}`);
  }
}

/** The tenants in the files, with the file as their place. */
export function placedTenants({ tenants }: TenantFilesFound): readonly PlacedTenant[] {
  return [...tenants].map(([place, tenant]) => ({ place, tenant }));
}

async function follow(found: TenantFilesFound, { tenants, logger }: WatchOptions): Promise<void> {
  const wanted = placedTenants(found);
  const inFiles = tenants.placed().filter(({ place }) => !place.startsWith('tenants['));
  const isSame = (a: PlacedTenant) => (b: PlacedTenant) => a.place === b.place && a.tenant === b.tenant;
  const ending = inFiles.filter((one) => !wanted.some(isSame(one)));
  const beginning = wanted.filter((one) => !inFiles.some(isSame(one)));
  // What ends makes room first: a tenant may move from one file to another.
  await Promise.all(ending.map(({ place }) => tenants.stop(place)));
  if (beginning.length > 0) tenants.start(beginning);
  for (const { place, tenant } of ending.filter(({ place }) => !found.tenants.has(place))) {
    logger.info({ file: place, tenant: tenant.id }, 'the tenant is collected no more: its file is gone');
  }
  for (const { place, tenant } of beginning) {
    logger.info({ file: place, tenant: tenant.id }, 'the tenant is collected from now on, as its file says');
  }
}
