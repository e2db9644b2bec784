import { startSpan } from '@gptget/runtime'
import { headerOf } from '../request/inbound-request.ts'
import type { InboundRequest, TracedRequest } from '../request/inbound-request.ts'
import type { EdgeMetrics } from './metrics.ts'

type Context = { metrics: EdgeMetrics; now: () => number }

/** Counts a request as open, and starts its span. */
export const startObserving = ({ metrics }: Context, inbound: InboundRequest): TracedRequest => {
  metrics.openStreams.inc()
  const { operation, dialect, generationId, incoming } = inbound
  const span = startSpan(`${operation} ${dialect}`, 'server', headerOf(inbound, 'traceparent'), {
    'http.request.method': 'POST',
    // Without the query: Gemini's callers may put their key there.
    'url.path': incoming.url?.split('?')[0] ?? '',
    'gptget.generation_id': generationId,
  })
  return { inbound, span }
}

/** The request is over, however it ended. */
export const stopObserving = ({ metrics, now }: Context, { inbound, span }: TracedRequest): void => {
  const { operation, arrivedAtMs, outgoing } = inbound
  metrics.openStreams.dec()
  metrics.requests.inc({ operation, status: String(outgoing.statusCode) })
  metrics.durationSeconds.observe({ operation }, (now() - arrivedAtMs) / 1000)
  span.setAttribute('http.response.status_code', outgoing.statusCode)
  span.end()
}
