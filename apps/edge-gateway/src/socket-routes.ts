import type { SocketRoutes } from '@gptget/http'
import type { EdgeContext } from './context.ts'
import { answerFailure } from './pipeline/deliver/answer-failure.ts'
import { createInboundRequest } from './pipeline/request/inbound-request.ts'
import type { InboundRequest } from './pipeline/request/inbound-request.ts'
import { runGeneration } from './pipeline/run-generation.ts'
import { generationAt } from './routes/generations/create.ts'
import { resumedStreamAt } from './routes/generations/resume.ts'
import { streamedResponseAt } from './routes/responses/stream.ts'
import type { RecordedStream } from './requests/recorded-stream.ts'

/** Paths that write to the socket as data arrives: generations, and streams that are read again. */
export const socketRoutes =
  (context: EdgeContext): SocketRoutes =>
  ({ incoming, outgoing }, target) => {
    const arrived = () => ({ incoming, outgoing, arrivedAtMs: context.now(), id: context.makeId() })
    const asked = generationAt(target)
    if (asked) return runGeneration(context, createInboundRequest({ ...asked, ...arrived() }))
    const recorded = resumedStreamAt(target) ?? streamedResponseAt(target)
    if (recorded === null) return null
    const { dialect, serve } = recorded
    return serveOrFail(context, createInboundRequest({ dialect, ...arrived() }), serve)
  }

const serveOrFail = async (
  context: EdgeContext,
  inbound: InboundRequest,
  serve: RecordedStream['serve'],
): Promise<void> => {
  try {
    await serve(context, inbound)
  } catch (error) {
    await answerFailure(context, inbound, error)
  }
}
