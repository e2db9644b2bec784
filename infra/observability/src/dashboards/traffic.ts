import type { Dashboard } from '../dashboard.ts'

export const traffic: Dashboard = {
  id: 'gptget-traffic',
  title: 'GptGet: traffic',
  panels: [
    {
      title: 'Requests by operation',
      help: 'Requests over all edges.',
      unit: 'reqps',
      queries: [
        {
          expression: 'sum by (operation) (rate(gptget_edge_requests_total[5m]))',
          legend: '{{operation}}',
        },
      ],
    },
    {
      title: 'Answers by status',
      help: '4xx are the caller’s, 5xx ours or the providers’.',
      unit: 'reqps',
      queries: [
        { expression: 'sum by (status) (rate(gptget_edge_requests_total[5m]))', legend: '{{status}}' },
      ],
    },
    {
      title: 'Time to the first byte',
      help: 'All operations. Most of the time is the provider’s.',
      unit: 's',
      queries: [0.5, 0.95, 0.99].map((quantile) => ({
        expression: `histogram_quantile(${quantile}, sum by (le) (rate(gptget_edge_first_byte_seconds_bucket[5m])))`,
        legend: `p${quantile * 100}`,
      })),
    },
    {
      title: 'Duration of answers',
      help: 'Time from the request to the last byte.',
      unit: 's',
      queries: [0.5, 0.95].map((quantile) => ({
        expression: `histogram_quantile(${quantile}, sum by (le, operation) (rate(gptget_edge_duration_seconds_bucket[5m])))`,
        legend: `{{operation}} p${quantile * 100}`,
      })),
    },
    {
      title: 'Answers in progress',
      help: 'Streams and whole answers.',
      unit: 'short',
      queries: [{ expression: 'sum by (instance) (gptget_edge_open_generations)', legend: '{{instance}}' }],
    },
    {
      title: 'Failed messages between services',
      help: 'Each failed one request.',
      unit: 'reqps',
      queries: [{ expression: 'sum by (what) (rate(gptget_bus_errors_total[5m]))', legend: '{{what}}' }],
    },
  ],
}
