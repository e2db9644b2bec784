import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api'
import type { Attributes, Span } from '@opentelemetry/api'

/** Whether the operator enabled traces, with any endpoint of the standard OTEL_* variables. */
const isTracingWanted = (env: NodeJS.ProcessEnv): boolean =>
  env.OTEL_SDK_DISABLED !== 'true' &&
  (env.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined || env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT !== undefined)

/**
 * Traces over OTLP/HTTP, configured by the standard OTEL_* variables; off, with its libraries not loaded, unless one of
 * them names an endpoint. Returns how to flush and stop it.
 */
export const startTelemetry = async (
  service: string,
  env: NodeJS.ProcessEnv,
): Promise<() => Promise<void>> => {
  if (!isTracingWanted(env)) return async () => {}
  const { startTracing } = await import('./tracing.ts')
  return startTracing(env.OTEL_SERVICE_NAME ?? `gptget-${service}`, env)
}

const KINDS = { server: SpanKind.SERVER, client: SpanKind.CLIENT, consumer: SpanKind.CONSUMER }

/**
 * Starts a span below a received W3C `traceparent` (null or unreadable: a new trace). Costs nothing measurable while
 * tracing is off.
 */
export const startSpan = (
  name: string,
  kind: keyof typeof KINDS,
  traceparent: string | null,
  attributes: Attributes,
): Span =>
  trace.getTracer('gptget').startSpan(name, { kind: KINDS[kind], attributes }, parentContext(traceparent))

const parentContext = (traceparent: string | null) => {
  const parts = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(traceparent ?? '')
  if (!parts) return ROOT_CONTEXT
  const [, traceId, spanId, flags] = parts
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId: traceId!,
    spanId: spanId!,
    traceFlags: Number.parseInt(flags!, 16),
    isRemote: true,
  })
}

/** The `traceparent` to send from inside a span; the received one is passed on while tracing is off. */
export const traceparentOf = (span: Span, received: string | null): string | null => {
  const { traceId, spanId, traceFlags } = span.spanContext()
  if (/^0+$/.test(traceId)) return received
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`
}

export { SpanStatusCode } from '@opentelemetry/api'
export type { Span } from '@opentelemetry/api'
