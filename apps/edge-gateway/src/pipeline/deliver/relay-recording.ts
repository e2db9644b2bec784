import { readRecording } from '@gptget/contracts'
import { toPublicError } from '@gptget/errors'
import type { Dialect } from '@gptget/contracts'
import type { Bus } from '@gptget/bus'
import { fromBus } from '@gptget/http'
import { AnswerWriter } from './answer-writer.ts'
import type { InboundRequest } from '../request/inbound-request.ts'
import type { KeepAlive } from './keep-alive.ts'
import type { OpenAnswers } from './open-answers.ts'
import type { ResponseChanges } from './response-changes.ts'

/** Which answer is read, from which position, and its router. */
export type RecordingRequest = {
  instanceId: string
  accountId: string
  generationId: string
  eventsBefore: number
}

/** The dependencies to deliver an answer from elsewhere. */
export type DeliverContext = {
  bus: Bus
  keepAlive: KeepAlive
  openAnswers: OpenAnswers
  responseChanges: ResponseChanges
}

const NOTHING = Buffer.alloc(0)

/**
 * Sends a recorded answer to the client, then the rest as it arrives. Resolves at the end, or when the client
 * disconnects, which ends only the reading. @throws BusError if nothing of it could be sent.
 */
export const relayRecording = (
  context: DeliverContext,
  inbound: InboundRequest,
  { instanceId, ...asked }: RecordingRequest,
): Promise<void> =>
  new Promise((resolve, reject) => {
    let writer: AnswerWriter | null = null
    const open = context.openAnswers.add((error) => {
      writer?.fail(error)
      stream.cancel('the gateway stops')
    })
    inbound.outgoing.once('close', open.leave)
    const stream = context.bus.openStream(
      readRecording,
      asked,
      NOTHING,
      {
        head: ({ status, headers: recorded, startedAtMs, model, isWaiting, ...of }) => {
          const { generationId, eventsBefore } = asked
          const dialect = of.dialect as Dialect
          const original = { ...inbound, ...of, dialect, generationId, arrivedAtMs: startedAtMs }
          writer = new AnswerWriter(context, original, { model, eventsBefore })
          writer.head(status, recorded, isWaiting)
        },
        data: (bytes) => {
          const take = (): void => stream.grant(bytes.byteLength)
          if (writer?.write(bytes)) take()
          else writer?.onceDrained(take)
        },
        end: () => {
          writer?.end()
          resolve()
        },
        error: (error) => {
          if (writer === null) return reject(error)
          writer.fail(toPublicError(fromBus(error)))
          resolve()
        },
      },
      instanceId,
    )
    const leave = (): void => stream.cancel('the client went away')
    inbound.outgoing.once('close', leave)
    if (inbound.outgoing.destroyed) leave()
  })
