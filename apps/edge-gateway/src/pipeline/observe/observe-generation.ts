import { startSpan } from '@gptget/runtime'
import type { Logger } from '@gptget/runtime'
import { headerOf } from '../request/inbound-request.ts'
import type { InboundRequest, TracedRequest } from '../request/inbound-request.ts'
import { logLineOf } from './log-line.ts'
import type { EdgeMetrics } from './metrics.ts'

type Context = { metrics: EdgeMetrics; requestLogger: Logger; now: () => number }

/** Counts a request as open and starts its span. */
export const startObserving = ({ metrics }: Context, inbound: InboundRequest): TracedRequest => {
  metrics.openStreams.inc()
  const { operation, dialect, generationId, incoming } = inbound
  const span = startSpan(`${operation} ${dialect}`, 'server', headerOf(inbound, 'traceparent'), {
    'http.request.method': 'POST',
    // Without the query, where Gemini's callers may put their key.
    'url.path': incoming.url?.split('?')[0] ?? '',
    'gptget.generation_id': generationId,
  })
  return {
    inbound,
    span,
    observed: { key: null, model: null, isStream: false, trailer: null, error: null },
  }
}

/** The request has ended, with any outcome. */
export const stopObserving = (
  { metrics, requestLogger, now }: Context,
  { inbound, span, observed }: TracedRequest,
): void => {
  const { operation, arrivedAtMs, outgoing } = inbound
  metrics.openStreams.dec()
  metrics.requests.inc({ operation, status: String(outgoing.statusCode) })
  const durationMs = now() - arrivedAtMs
  metrics.durationSeconds.observe({ operation }, durationMs / 1000)
  span.setAttribute('http.response.status_code', outgoing.statusCode)
  span.end()
  if (requestLogger.isLevelEnabled('info'))
    requestLogger.info(logLineOf(inbound, observed, durationMs), 'request')
}
