import { errorMessage } from '../../src/lib/error-message.ts';
import { cacheFolder } from './cache-folder.ts';
import { obtainDistribution } from './distribution.ts';
import { findJava } from './find-java.ts';
import { DEFAULT_VERSION, type ObtainedElasticsearch, type ObtainOptions } from './obtained-node.ts';
import { startNode } from './start-node.ts';

/** A reduced distribution from Maven Central, run by a Java of this machine. */
export async function obtainFromMaven(options: ObtainOptions): Promise<ObtainedElasticsearch> {
  try {
    return await downloadAndStart(options);
  } catch (error) {
    options.signal.throwIfAborted();
    return unavailable(errorMessage(error));
  }
}

async function downloadAndStart(options: ObtainOptions): Promise<ObtainedElasticsearch> {
  const { version = DEFAULT_VERSION, environment, signal, progress } = options;
  const java = await findJava(environment, signal);
  if (java === undefined) return unavailable('there is no Java of version 21 or later');
  const cache = await cacheFolder(environment);
  const distribution = await obtainDistribution({ version, cache, java, signal, progress });
  if (distribution.kind === 'missing') return unavailable(distribution.why);
  progress?.(`starting Elasticsearch ${version}`);
  const node = await startNode({ ...options, home: distribution.home, java });
  if (node.kind === 'failed') return unavailable(node.why);
  const { url, credentials, stop, restart } = node;
  return {
    kind: 'running',
    how: 'maven',
    url,
    ...credentials,
    version,
    fullDistribution: false,
    stop,
    restart,
  };
}

function unavailable(why: string): ObtainedElasticsearch {
  return { kind: 'unavailable', reasons: [`no node from Maven Central: ${why}`] };
}
