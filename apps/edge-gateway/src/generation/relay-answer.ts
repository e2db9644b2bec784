import { generate } from '@gptget/contracts'
import { toPublicError } from '@gptget/errors'
import type { Span } from '@gptget/runtime'
import type { EdgeContext } from '../context.ts'
import { correctLimits } from '../limits/admit-by-limits.ts'
import type { Admitted } from './admit.ts'
import { AnswerWriter } from './answer-writer.ts'
import type { InboundRequest } from './inbound-request.ts'
import { fromBus } from './bus-failure.ts'
import { headOf } from './generation-head.ts'
import { doesOutliveCaller } from './outlive-caller.ts'
import { settleLost } from './report-lost.ts'
import type { Delivered } from './report-lost.ts'

/**
 * Hands the request to a router and its answer to the client. Resolves when both are done with it: what was charged of
 * an answer that no router brings to its end any more, null where one does.
 */
export const relayAnswer = (
  context: EdgeContext,
  inbound: InboundRequest,
  admitted: Admitted,
  claim: string | null,
  span: Span,
): Promise<bigint | null> =>
  new Promise((resolve) => {
    const { response } = inbound
    const writer = new AnswerWriter(context, inbound, admitted.model.id)
    let deliveredCostNanoUsd = 0
    let priceVersion: string | null = null
    const delivered = (): Delivered => ({ costNanoUsd: BigInt(deliveredCostNanoUsd), priceVersion })
    const outlivesCaller = doesOutliveCaller(inbound, admitted.request)
    let isOver = false
    let isCallerGone = false
    let bytesInSocket = 0
    const open = context.openAnswers.add((error, isResumable) => {
      if (isOver || isCallerGone) return
      isCallerGone = true
      writer.fail(error)
      stream.grant(bytesInSocket)
      const isToGoOn = isResumable && (admitted.request.isStream || outlivesCaller)
      if (isToGoOn) open.leave()
      else stream.cancel('the gateway stops')
    })
    const finish = (costNanoUsd: bigint | null, reportedNanoUsd: bigint | null): void => {
      isOver = true
      open.leave()
      if (costNanoUsd !== null) admitted.hold.settle(costNanoUsd)
      resolve(reportedNanoUsd)
    }
    const finishLost = async (): Promise<void> => {
      const { spentNanoUsd, reportedNanoUsd } = await settleLost(context, inbound, admitted, delivered())
      finish(spentNanoUsd, reportedNanoUsd)
    }
    const stream = context.bus.openStream(
      generate,
      headOf(context, inbound, admitted, span, claim),
      admitted.body,
      {
        head: ({ status, headers, isAhead, ...answered }) => {
          priceVersion = answered.priceVersion
          writer.head(status, headers, isAhead)
          context.metrics.firstByteSeconds.observe(
            { operation: inbound.operation },
            (context.now() - inbound.arrivedAtMs) / 1000,
          )
        },
        data: (bytes, progress) => {
          deliveredCostNanoUsd = progress
          const take = (): void => stream.grant(bytes.byteLength)
          if (isCallerGone) return take()
          bytesInSocket += bytes.byteLength
          const isTaken = writer.write(bytes, () => {
            bytesInSocket -= bytes.byteLength
            take()
          })
          if (!isTaken) return
          bytesInSocket -= bytes.byteLength
          take()
        },
        end: ({ costNanoUsd, ...used }) => {
          writer.end()
          correctLimits(context.limits, admitted.limitsTaken, used)
          finish(costNanoUsd, null)
        },
        error: (error) => {
          const failure = toPublicError(fromBus(error))
          context.logger.warn({ err: error, generationId: inbound.generationId }, 'a generation was lost')
          writer.fail(failure)
          if (error.code !== 'lost') {
            const { costNanoUsd } = delivered()
            return finish(costNanoUsd, costNanoUsd)
          }
          void finishLost()
        },
      },
    )
    const onGone = (): void => {
      if (isOver || isCallerGone) return
      if (!outlivesCaller) return stream.cancel('the client went away')
      isCallerGone = true
      stream.grant(bytesInSocket)
    }
    response.once('close', onGone)
    if (response.destroyed) onGone()
  })
