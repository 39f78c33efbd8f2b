import type { IncomingHttpHeaders } from 'node:http';
import type { Request } from 'got';
import { BodyIntake } from './body-intake.ts';
import { decoderOf } from './content-decoder.ts';
import { NetworkFailure } from './network-failure.ts';
import { ReceivedBody } from './received-body.ts';

/** A whole answer of any status; the body is decompressed. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface ReceivedAnswer extends HttpAnswer {
  /** The same body as it is held. */
  readonly received: ReceivedBody;
}

/** Up to here a body is decompressed at once; a larger one, if it may stay so, is held compressed. */
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
  let intake: BodyIntake | undefined;
  for await (const chunk of request) {
    intake ??= intakeOf(request, onReceived !== undefined);
    intake.add(chunk);
    onReceived?.(intake.expectedBytes);
  }
  const { response } = request;
  if (response === undefined) throw new NetworkFailure('cut', 'the request ended without an answer');
  const { statusCode: status, headers } = response;
  const received = new ReceivedBody(intake?.end() ?? [], headers['content-encoding']);
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

function intakeOf({ response }: Request, mayBeLarge: boolean): BodyIntake {
  const announced = Number(response?.headers['content-length']);
  const isPlain = decoderOf(response?.headers['content-encoding'] ?? '') === undefined;
  return new BodyIntake({
    announcedBytes: Number.isSafeInteger(announced) ? announced : 0,
    packFromBytes: mayBeLarge && isPlain ? smallBodyBytes : Number.POSITIVE_INFINITY,
  });
}
