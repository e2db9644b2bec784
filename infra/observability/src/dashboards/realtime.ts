import type { Dashboard } from '../dashboard.ts'

export const realtime: Dashboard = {
  id: 'gptget-realtime',
  title: 'GptGet: voice sessions',
  panels: [
    {
      title: 'Open sessions',
      help: 'By backend: a provider’s realtime model, or the cascade of three models.',
      unit: 'short',
      queries: [{ expression: 'sum by (backend) (gptget_realtime_sessions)', legend: '{{backend}}' }],
    },
    {
      title: 'Responses',
      help: 'By outcome. A caller who interrupts cancels a response.',
      unit: 'reqps',
      queries: [
        {
          expression: 'sum by (backend, status) (rate(gptget_realtime_responses_total[5m]))',
          legend: '{{backend}} {{status}}',
        },
      ],
    },
    {
      title: 'Time from the end of speech, 95th percentile',
      help: 'To each step of the answer.',
      unit: 's',
      queries: [
        {
          expression:
            'histogram_quantile(0.95, sum by (le, stage) (rate(gptget_realtime_turn_seconds_bucket[5m])))',
          legend: '{{stage}}',
        },
      ],
    },
    {
      title: 'Sessions that we closed',
      help: 'By reason. Sessions that their callers closed are not counted.',
      unit: 'reqps',
      queries: [
        { expression: 'sum by (reason) (rate(gptget_realtime_closed_total[5m]))', legend: '{{reason}}' },
      ],
    },
  ],
}
