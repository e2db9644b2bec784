import { Counter, createMetrics, Gauge, Histogram, startAtZero, type Registry } from '@gptget/runtime'
import { CLOSE_CODES } from './live/close-codes.ts'

export type RealtimeMetrics = {
  registry: Registry
  sessions: Gauge<'backend'>
  responses: Counter<'backend' | 'status'>
  closed: Counter<'reason'>
  turnSeconds: Histogram<'stage' | 'backend'>
  microphones: Counter<'detector'>
}

export const createRealtimeMetrics = (): RealtimeMetrics => {
  const registry = createMetrics('realtime')
  const registers = [registry]
  return {
    registry,
    sessions: new Gauge({
      name: 'gptget_realtime_sessions',
      help: 'Open sessions.',
      labelNames: ['backend'],
      registers,
    }),
    responses: new Counter({
      name: 'gptget_realtime_responses_total',
      help: 'Responses by outcome.',
      labelNames: ['backend', 'status'],
      registers,
    }),
    closed: startAtZero(
      new Counter({
        name: 'gptget_realtime_closed_total',
        help: 'Sessions that the service closed, by reason.',
        labelNames: ['reason'],
        registers,
      }),
      { reason: Object.keys(CLOSE_CODES) },
    ),
    turnSeconds: new Histogram({
      name: 'gptget_realtime_turn_seconds',
      help: 'Time from the end of speech to each step of the answer.',
      labelNames: ['stage', 'backend'],
      buckets: [0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 6, 12],
      registers,
    }),
    microphones: new Counter({
      name: 'gptget_realtime_microphones_total',
      help: 'Audio streams by speech detector: silero, or energy if it cannot be loaded.',
      labelNames: ['detector'],
      registers,
    }),
  }
}
