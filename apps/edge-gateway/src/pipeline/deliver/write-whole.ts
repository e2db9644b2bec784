import type { InboundRequest } from '../request/inbound-request.ts'
import { AnswerWriter } from './answer-writer.ts'
import type { KeepAlive } from './keep-alive.ts'

export type WholeAnswer = { status: number; headers: Record<string, string>; body: Uint8Array }

/** Writes a complete answer. */
export const writeWhole = (
  context: { keepAlive: KeepAlive },
  inbound: InboundRequest,
  { status, headers, body }: WholeAnswer,
): void => {
  const writer = new AnswerWriter(context, inbound)
  writer.head(status, headers)
  writer.write(body)
  writer.end()
}
