/** An Elasticsearch that answers. */
export interface RunningElasticsearch {
  readonly kind: 'running';
  readonly how: 'url' | 'docker' | 'maven';
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  readonly apiKey?: string;
  /** PEM text of the authority that signed the node's certificate. */
  readonly ca?: string;
  readonly version: string | undefined;
  /**
   * False for the node from Maven Central: it lacks GET / and GET _data_stream, lifecycles, ingest processors, painless, and the
   * field types match_only_text, constant_keyword, wildcard and scaled_float.
   */
  readonly fullDistribution: boolean;
  /** Ends what was started for it; a node of somebody else's is left alone. */
  stop(): Promise<void>;
  /** Kills the node, and starts it again at the same address on the same data. Only the node from Maven Central can. */
  restart?(): Promise<void>;
}

export interface UnavailableElasticsearch {
  readonly kind: 'unavailable';
  /** One for each way that was tried. */
  readonly reasons: readonly string[];
}

export type ObtainedElasticsearch = RunningElasticsearch | UnavailableElasticsearch;

export interface ObtainOptions {
  /** With user name and password; has no say in a node that ELASTICSEARCH_URL names. */
  readonly security?: boolean;
  /** 0 or missing: a free one. Only for the node from Maven Central. */
  readonly port?: number;
  /** Version of the node, default 9.2.0. Newer than 9.2.0 is not in Maven Central. */
  readonly version?: string;
  /** More node settings, such as {'http.max_content_length': '1mb'}. */
  readonly settings?: Readonly<Record<string, string>>;
  /** More files in the node's config folder, by name, such as roles.yml. Only for the node from Maven Central. */
  readonly configFiles?: Readonly<Record<string, string>>;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Told what takes time. */
  readonly progress?: (text: string) => void;
}

export const DEFAULT_VERSION = '9.2.0';

/** The administrator of nodes that are started with security. */
export const SANDBOX_USER = 'elastic';
export const SANDBOX_PASSWORD = 'sandbox-password';
