import type { IncomingHttpHeaders } from 'node:http';
import type { Request } from 'got';
import { ByteBlocks } from './byte-blocks.ts';
import { NetworkFailure } from './network-failure.ts';
import { ReceivedBody } from './received-body.ts';

/** A whole answer of any status; the body is decompressed. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface ReceivedAnswer extends HttpAnswer {
  /** The same body as it was received. */
  readonly received: ReceivedBody;
}

/** Up to here a body is decompressed at once. */
const smallBodyBytes = 2 * 1024 * 1024;
/** V8 holds no text that is longer. */
const largestBodyBytes = 512 * 1024 * 1024;

/**
 * The answer to a request that was sent, to its last byte.
 * @param onReceived as in HttpRequest
 */
export async function receiveAnswer(
  request: Request,
  onReceived: ((bytes: number) => void) | undefined,
): Promise<ReceivedAnswer> {
  let blocks: ByteBlocks | undefined;
  for await (const chunk of request) {
    const announced = announcedBytes(request);
    blocks ??= new ByteBlocks(announced);
    blocks.add(chunk);
    onReceived?.(Math.max(blocks.length, announced));
  }
  const { response } = request;
  if (response === undefined) throw new NetworkFailure('cut', 'the request ended without an answer');
  const { statusCode: status, headers } = response;
  const received = new ReceivedBody(blocks?.end() ?? [], headers['content-encoding']);
  decompress(received, onReceived === undefined ? largestBodyBytes : smallBodyBytes);
  return {
    status,
    headers,
    received,
    get body() {
      return received.whole(largestBodyBytes) ?? Buffer.alloc(0);
    },
  };
}

function decompress(received: ReceivedBody, limitBytes: number): void {
  try {
    received.whole(limitBytes);
  } catch (error) {
    throw new NetworkFailure(
      'cut',
      error instanceof Error ? error.message : 'the compressed body is damaged',
    );
  }
}

function announcedBytes({ response }: Request): number {
  const announced = Number(response?.headers['content-length']);
  return Number.isSafeInteger(announced) ? announced : 0;
}
