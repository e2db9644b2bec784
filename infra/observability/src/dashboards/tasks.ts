import type { Dashboard } from '../dashboard.ts'

export const tasks: Dashboard = {
  id: 'gptget-tasks',
  title: 'GptGet: tasks, background responses, media',
  panels: [
    {
      title: 'Finished tasks',
      help: 'By outcome.',
      unit: 'reqps',
      queries: [{ expression: 'sum by (state) (rate(gptget_tasks_total[5m]))', legend: '{{state}}' }],
    },
    {
      title: 'Webhook deliveries',
      help: 'Attempts, by the outcome of the delivery.',
      unit: 'reqps',
      queries: [
        {
          expression: 'sum by (outcome) (rate(gptget_webhook_attempts_total[5m]))',
          legend: '{{outcome}}',
        },
      ],
    },
    {
      title: 'Open background responses',
      help: 'Running, and waiting for a worker.',
      unit: 'short',
      queries: [
        { expression: 'sum(gptget_background_responses_open)', legend: 'running' },
        { expression: 'max(gptget_background_responses_waiting)', legend: 'waiting' },
      ],
    },
    {
      title: 'Finished background responses',
      help: 'By outcome.',
      unit: 'reqps',
      queries: [
        {
          expression: 'sum by (outcome) (rate(gptget_background_responses_total[5m]))',
          legend: '{{outcome}}',
        },
      ],
    },
    {
      title: 'Responses kept',
      help: 'Stored for GET /v1/responses and previous_response_id.',
      unit: 'reqps',
      queries: [{ expression: 'sum(rate(gptget_responses_kept_total[5m]))', legend: 'kept' }],
    },
    {
      title: 'Media in and out',
      help: 'Bytes per second.',
      unit: 'Bps',
      queries: [
        { expression: 'sum(rate(gptget_media_stored_bytes_total[5m]))', legend: 'stored' },
        { expression: 'sum(rate(gptget_media_served_bytes_total[5m]))', legend: 'served' },
      ],
    },
  ],
}
