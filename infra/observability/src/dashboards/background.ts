import type { Dashboard } from '../dashboard.ts'

export const background: Dashboard = {
  id: 'gptget-background',
  title: 'GptGet: background work, media, computers',
  panels: [
    {
      title: 'Open background responses',
      help: 'Queued and running.',
      unit: 'short',
      queries: [{ expression: 'sum(gptget_background_responses_open)', legend: 'open' }],
    },
    {
      title: 'Finished background responses',
      help: 'By how.',
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
    {
      title: 'Running computers',
      help: 'By host.',
      unit: 'short',
      queries: [{ expression: 'sum by (instance) (gptget_computers_running)', legend: '{{instance}}' }],
    },
    {
      title: 'Actions on computers',
      help: 'Clicks, keys, screenshots and others.',
      unit: 'reqps',
      queries: [{ expression: 'sum(rate(gptget_computer_actions_total[5m]))', legend: 'actions' }],
    },
  ],
}
