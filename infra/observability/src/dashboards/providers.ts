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
      title: 'Time to the first token, 95th percentile',
      help: 'Of answers as callers get them, failovers included. OpenTelemetry: gen_ai.server.time_to_first_token.',
      unit: 's',
      queries: [
        {
          expression:
            'histogram_quantile(0.95, sum by (le, gen_ai_request_model) (rate(gen_ai_server_time_to_first_token_seconds_bucket[5m])))',
          legend: '{{gen_ai_request_model}}',
        },
      ],
    },
    {
      title: 'Time per output token',
      help: 'Mean of streamed answers. OpenTelemetry: gen_ai.server.time_per_output_token.',
      unit: 's',
      queries: [
        {
          expression:
            'sum by (gen_ai_provider_name, gen_ai_request_model) (rate(gen_ai_server_time_per_output_token_seconds_sum[5m])) / sum by (gen_ai_provider_name, gen_ai_request_model) (rate(gen_ai_server_time_per_output_token_seconds_count[5m]))',
          legend: '{{gen_ai_provider_name}} {{gen_ai_request_model}}',
        },
      ],
    },
    {
      title: 'Tokens by provider',
      help: 'Input and output tokens per second. OpenTelemetry: gen_ai.client.token.usage.',
      unit: 'short',
      queries: [
        {
          expression:
            'sum by (gen_ai_provider_name, gen_ai_token_type) (rate(gen_ai_client_token_usage_sum[5m]))',
          legend: '{{gen_ai_provider_name}} {{gen_ai_token_type}}',
        },
      ],
    },
    {
      title: 'Duration of attempts, 95th percentile',
      help: 'OpenTelemetry: gen_ai.client.operation.duration.',
      unit: 's',
      queries: [
        {
          expression:
            'histogram_quantile(0.95, sum by (le, gen_ai_provider_name) (rate(gen_ai_client_operation_duration_seconds_bucket[5m])))',
          legend: '{{gen_ai_provider_name}}',
        },
      ],
    },
    {
      title: 'Open circuits',
      help: '1 half open, 2 open: the route is not used.',
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
