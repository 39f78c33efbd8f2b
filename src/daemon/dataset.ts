import type { Config } from '../config/config.ts';

/** The dataset of the data stream. Files hold the documents of the default one. */
export function datasetOf({ output }: Config): string {
  return 'elasticsearch' in output ? output.elasticsearch.data_stream.dataset : 'o365.audit';
}
