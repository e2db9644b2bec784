import { setTimeout as sleep } from 'node:timers/promises'
import type { Collector, Span } from './collector.ts'
import type { Check } from './subcommand.ts'

const ARRIVES_WITHIN_MS = 30_000

/** Attributes that the conventions require for every span of a generation. */
const WANTED = [
  'gen_ai.operation.name',
  'gen_ai.provider.name',
  'gen_ai.request.model',
  'gen_ai.response.id',
  'gen_ai.response.model',
  'gen_ai.response.finish_reasons',
  'gen_ai.usage.input_tokens',
  'gen_ai.usage.output_tokens',
]

const spansOf = (spans: readonly Span[], service: string): Span[] =>
  spans.filter(({ attributes }) => attributes['service.name'] === service)

/** Checks of the collected trace of an answer. */
export const traceChecks = (collector: Collector): Check[] => [
  {
    promise: 'the OpenTelemetry collector has a trace of the answer from edge to router',
    findFaults: async () => {
      const deadlineMs = Date.now() + ARRIVES_WITHIN_MS
      const isThere = (): boolean => spansOf(collector.spans(), 'gptget-router').length > 0
      while (!isThere() && Date.now() < deadlineMs) await sleep(100)
      const edges = spansOf(collector.spans(), 'gptget-edge-gateway')
      const isJoined = ({ traceId, parentSpanId }: Span): boolean =>
        edges.some((edge) => edge.traceId === traceId && edge.spanId === parentSpanId)
      const routers = spansOf(collector.spans(), 'gptget-router')
      if (routers.length === 0)
        return [
          `only these spans arrived: ${collector
            .spans()
            .map(({ name }) => name)
            .join(', ')}`,
        ]
      return routers.filter((span) => !isJoined(span)).map(({ name }) => `${name} has no edge`)
    },
  },
  {
    promise: 'its span has the attributes of the conventions for generative AI',
    findFaults: async () =>
      spansOf(collector.spans(), 'gptget-router').flatMap(({ name, attributes }) =>
        WANTED.filter((key) => attributes[key] === undefined).map((key) => `${name} has no ${key}`),
      ),
  },
]
