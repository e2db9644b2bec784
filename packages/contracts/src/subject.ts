import { z } from 'zod'

/** A request that any free process of a service answers. */
export type CallSubject<Request extends z.ZodType = z.ZodType, Response extends z.ZodType = z.ZodType> = {
  kind: 'call'
  name: string
  request: Request
  response: Response
}

/** A message to every process that listens. At most once: a listener must tolerate a loss. */
export type BroadcastSubject<Message extends z.ZodType = z.ZodType> = {
  kind: 'broadcast'
  name: string
  message: Message
}

/** A request whose body and answer travel as frames with flow control. */
export type StreamSubject<
  Head extends z.ZodType = z.ZodType,
  ResponseHead extends z.ZodType = z.ZodType,
  Trailer extends z.ZodType = z.ZodType,
> = { kind: 'stream'; name: string; head: Head; responseHead: ResponseHead; trailer: Trailer }

export type HeadOf<S extends StreamSubject> = z.output<S['head']>
export type TrailerOf<S extends StreamSubject> = z.output<S['trailer']>

export const defineCall = <Request extends z.ZodType, Response extends z.ZodType>(
  name: string,
  request: Request,
  response: Response,
): CallSubject<Request, Response> => ({ kind: 'call', name, request, response })

export const defineBroadcast = <Message extends z.ZodType>(
  name: string,
  message: Message,
): BroadcastSubject<Message> => ({ kind: 'broadcast', name, message })

export const defineStream = <
  Head extends z.ZodType,
  ResponseHead extends z.ZodType,
  Trailer extends z.ZodType,
>(
  name: string,
  head: Head,
  responseHead: ResponseHead,
  trailer: Trailer,
): StreamSubject<Head, ResponseHead, Trailer> => ({ kind: 'stream', name, head, responseHead, trailer })

/** Where a process accepts the body of one stream over HTTP. The ticket is valid once. */
export const directAddress = z.object({ url: z.url({ protocol: /^https?$/ }), ticket: z.string() })
export type DirectAddress = z.output<typeof directAddress>

/**
 * A stream whose body may go straight to the serving process, past the bus (`packages/http/src/direct`). Its answer has
 * no bytes; its head is the address, or null if the body must go in frames.
 */
export type DirectSubject<
  Head extends z.ZodType = z.ZodType,
  Trailer extends z.ZodType = z.ZodType,
> = StreamSubject<Head, z.ZodNullable<typeof directAddress>, Trailer>

/** @param head gets the field `mayBeDirect`: whether the calling side understands an address */
export const defineDirect = <Shape extends z.ZodRawShape, Trailer extends z.ZodType>(
  name: string,
  head: z.ZodObject<Shape>,
  trailer: Trailer,
) =>
  defineStream(name, head.extend({ mayBeDirect: z.boolean().optional() }), directAddress.nullable(), trailer)

/** A request and an answer of any size: a call whose bodies are sent as frames. */
export type ExchangeSubject<Head extends z.ZodType = z.ZodType> = StreamSubject<Head, z.ZodNull, z.ZodNull>

export const defineExchange = <Head extends z.ZodType>(name: string, head: Head): ExchangeSubject<Head> =>
  defineStream(name, head, z.null(), z.null())

/** An amount of nano-USD: bigint in memory, decimal text on the wire (JSON has no bigint). */
export const nanoUsd = z.codec(z.string().regex(/^-?\d+$/), z.bigint(), {
  decode: (text) => BigInt(text),
  encode: (amount) => amount.toString(),
})
