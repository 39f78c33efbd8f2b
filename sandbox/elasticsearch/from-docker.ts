import { errorMessage } from '../../src/lib/error-message.ts';
import { engineAddresses, engineListens } from './docker-engine.ts';
import {
  DEFAULT_VERSION,
  type ObtainedElasticsearch,
  type ObtainOptions,
  SANDBOX_PASSWORD,
  SANDBOX_USER,
} from './obtained-node.ts';

const IMAGE = 'docker.elastic.co/elasticsearch/elasticsearch';

/** A full distribution in a container. */
export async function obtainFromDocker(options: ObtainOptions): Promise<ObtainedElasticsearch> {
  const addresses = engineAddresses(options.environment);
  if (!(await engineListens(addresses, 2_000))) {
    return { kind: 'unavailable', reasons: [`no Docker engine answers (tried ${addresses.join(', ')})`] };
  }
  try {
    return await startContainer(options);
  } catch (error) {
    options.signal.throwIfAborted();
    return { kind: 'unavailable', reasons: [`the container did not start: ${errorMessage(error)}`] };
  }
}

async function startContainer(options: ObtainOptions): Promise<ObtainedElasticsearch> {
  const { security = false, version = DEFAULT_VERSION, settings = {}, progress } = options;
  progress?.(`starting Elasticsearch ${version} in a container`);
  // Loaded only now: it is large, and not needed where there is no engine.
  const { ElasticsearchContainer } = await import('@testcontainers/elasticsearch');
  const container = await new ElasticsearchContainer(`${IMAGE}:${version}`)
    .withPassword(SANDBOX_PASSWORD)
    .withEnvironment({
      ...settings,
      'xpack.security.enabled': String(security),
      'cluster.routing.allocation.disk.threshold_enabled': 'false',
      ES_JAVA_OPTS: '-Xms512m -Xmx512m',
    })
    .start();
  return {
    kind: 'running',
    how: 'docker',
    url: container.getHttpUrl(),
    ...(security ? { username: SANDBOX_USER, password: SANDBOX_PASSWORD } : {}),
    version,
    fullDistribution: true,
    stop: async () => void (await container.stop()),
  };
}
