import type { Dashboard } from '../dashboard.ts'

export const providers: Dashboard = {
  id: 'gptget-providers',
  title: 'GptGet: providers',
  panels: [
    {
      title: 'Attempts by provider',
      help: 'One for each request, and one more for each failover.',
      unit: 'reqps',
      queries: [
        {
          expression: 'sum by (provider) (rate(gptget_router_attempts_total[5m]))',
          legend: '{{provider}}',
        },
      ],
    },
    {
      title: 'Failed attempts',
      help: 'Including callers’ mistakes, which the next graph leaves out.',
      unit: 'percentunit',
      queries: [
        {
          expression:
            'sum by (provider) (rate(gptget_router_attempts_total{outcome=~"failed|broken"}[5m])) / sum by (provider) (rate(gptget_router_attempts_total[5m]))',
          legend: '{{provider}}',
        },
      ],
    },
    {
      title: 'Error ratio of routes',
      help: 'The last five minutes, without callers’ mistakes.',
      unit: 'percentunit',
      queries: [
        {
          expression: 'max by (provider, model) (gptget_router_route_error_ratio) > 0',
          legend: '{{provider}} {{model}}',
        },
      ],
    },
    {
      title: 'Median time to the first token',
      help: 'The last five minutes, by route.',
      unit: 's',
      queries: [
        {
          expression: 'max by (provider, model) (gptget_router_route_ttft_p50_seconds)',
          legend: '{{provider}} {{model}}',
        },
      ],
    },
    {
      title: 'Open circuits',
      help: '1 half open, 2 open: the route is not asked.',
      unit: 'short',
      queries: [
        {
          expression: 'max by (provider, model) (gptget_router_circuit_state) > 0',
          legend: '{{provider}} {{model}}',
        },
      ],
    },
    {
      title: 'Outcomes of generations',
      help: 'After all failovers.',
      unit: 'reqps',
      queries: [
        {
          expression: 'sum by (outcome) (rate(gptget_router_generations_total[5m]))',
          legend: '{{outcome}}',
        },
      ],
    },
  ],
}
