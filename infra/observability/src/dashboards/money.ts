import type { Dashboard } from '../dashboard.ts'

export const money: Dashboard = {
  id: 'gptget-money',
  title: 'GptGet: money',
  panels: [
    {
      title: 'Charged, by model',
      help: 'US dollars per hour.',
      unit: 'currencyUSD',
      queries: [
        { expression: 'sum by (model) (rate(gptget_cost_usd_total[15m])) * 3600', legend: '{{model}}' },
      ],
    },
    {
      title: 'Tokens, by class',
      help: 'Tokens per second.',
      unit: 'short',
      queries: [{ expression: 'sum by (class) (rate(gptget_tokens_total[5m]))', legend: '{{class}}' }],
    },
    {
      title: 'Booked requests by model',
      help: 'As billing booked them, by outcome.',
      unit: 'reqps',
      queries: [
        {
          expression: 'sum by (model, outcome) (rate(gptget_model_requests_total[5m]))',
          legend: '{{model}} {{outcome}}',
        },
      ],
    },
    {
      title: 'Usage events',
      help: 'Anything but settled needs attention.',
      unit: 'reqps',
      queries: [
        { expression: 'sum by (outcome) (rate(gptget_usage_events_total[5m]))', legend: '{{outcome}}' },
      ],
    },
    {
      title: 'Usage that waits to be booked',
      help: 'If it grows, billing books more slowly than usage arrives.',
      unit: 'short',
      queries: [{ expression: 'max(gptget_usage_waiting)', legend: 'waiting' }],
    },
    {
      title: 'Usage that wallets could not pay',
      help: 'US dollars in the last hour.',
      unit: 'currencyUSD',
      queries: [
        {
          expression: 'sum(increase(gptget_usage_nano_usd_total{kind="shortfall"}[1h])) / 1e9',
          legend: 'shortfall',
        },
      ],
    },
    {
      title: 'Time to book a batch of usage',
      help: 'Postgres and its disk.',
      unit: 's',
      queries: [0.5, 0.95].map((quantile) => ({
        expression: `histogram_quantile(${quantile}, sum by (le) (rate(gptget_usage_batch_seconds_bucket[5m])))`,
        legend: `p${quantile * 100}`,
      })),
    },
    {
      title: 'Credit leases',
      help: 'Much more than usual: leases are too small.',
      unit: 'reqps',
      queries: [
        { expression: 'sum by (outcome) (rate(gptget_lease_requests_total[5m]))', legend: '{{outcome}}' },
      ],
    },
  ],
}
