import { trace } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import type { Sampler } from '@opentelemetry/sdk-trace'

/** Sends spans to the collector in the OTEL_* variables. Returns how to flush and stop it. */
export const startTracing = (serviceName: string, env: NodeJS.ProcessEnv): (() => Promise<void>) => {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    sampler: samplerOf(env),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter(),
        scheduledDelayMillis: numberOf(env.OTEL_BSP_SCHEDULE_DELAY),
      }),
    ],
  })
  trace.setGlobalTracerProvider(provider)
  return () => provider.shutdown()
}

/** The variables of OpenTelemetry's specification that its JavaScript SDK 3 leaves to the application. */
const samplerOf = (env: NodeJS.ProcessEnv): Sampler => {
  const ratio = new TraceIdRatioBasedSampler(numberOf(env.OTEL_TRACES_SAMPLER_ARG) ?? 1)
  switch (env.OTEL_TRACES_SAMPLER) {
    case 'always_on':
      return new AlwaysOnSampler()
    case 'always_off':
      return new AlwaysOffSampler()
    case 'traceidratio':
      return ratio
    case 'parentbased_always_off':
      return new ParentBasedSampler({ root: new AlwaysOffSampler() })
    case 'parentbased_traceidratio':
      return new ParentBasedSampler({ root: ratio })
    default:
      return new ParentBasedSampler({ root: new AlwaysOnSampler() })
  }
}

const numberOf = (text: string | undefined): number | undefined => {
  const number = Number(text)
  return text === undefined || text === '' || Number.isNaN(number) ? undefined : number
}
