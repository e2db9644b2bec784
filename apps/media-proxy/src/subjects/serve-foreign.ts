import type { Bus } from '@gptget/bus'
import { fetchForeign } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { Context } from '../context.ts'
import { fetchForeign as ask } from '../foreign/fetch-foreign.ts'
import { resolveHost } from '../foreign/guard.ts'

/** Concurrent connections of a process. */
const MAX_OPEN = 256

/** Fetches foreign URLs for other services. Data passes through; no body is stored. */
export const serveForeign = ({ config, logger }: Context, bus: Bus): void => {
  const guard = { resolve: resolveHost, allowedHosts: config.allowedHosts }
  let openCount = 0
  bus.serveStream(fetchForeign, async (stream) => {
    const { head } = stream
    if (openCount >= MAX_OPEN)
      throw new PublicError('service_unavailable', 'Too many addresses are being fetched. Retry.', {
        retryAfterMs: 1_000,
      })
    openCount += 1
    const time = head.timeoutMs === undefined ? [] : [AbortSignal.timeout(head.timeoutMs)]
    try {
      const body = head.method === 'POST' ? await stream.body() : null
      const signal = AbortSignal.any([stream.signal, ...time])
      const answer = await ask({ ...head, body, signal }, guard)
      const length = answer.header('content-length')
      stream.respond({
        status: answer.status,
        contentType: answer.header('content-type'),
        byteLength: length === null ? null : Number(length),
        retryAfter: answer.header('retry-after'),
      })
      for await (const chunk of answer.chunks) await stream.write(chunk)
      stream.end(null)
    } catch (error) {
      // The redirect target is only for the operator.
      logger.info({ err: error, purpose: head.purpose }, 'a foreign address was not fetched')
      throw error
    } finally {
      openCount -= 1
    }
  })
}
