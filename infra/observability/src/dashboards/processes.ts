import type { Dashboard } from '../dashboard.ts'

export const processes: Dashboard = {
  id: 'gptget-processes',
  title: 'GptGet: processes',
  panels: [
    {
      title: 'CPU',
      help: 'Cores, by process.',
      unit: 'short',
      queries: [
        {
          expression: 'sum by (service, instance) (rate(process_cpu_seconds_total{job="gptget"}[5m]))',
          legend: '{{service}} {{instance}}',
        },
      ],
    },
    {
      title: 'Memory',
      help: 'Resident, by process.',
      unit: 'bytes',
      queries: [
        {
          expression: 'max by (service, instance) (process_resident_memory_bytes{job="gptget"})',
          legend: '{{service}} {{instance}}',
        },
      ],
    },
    {
      title: 'Event loop utilisation',
      help: 'Above 0.8 for long: add a process of the service.',
      unit: 'percentunit',
      queries: [
        {
          expression: 'max by (service, instance) (gptget_event_loop_utilisation{job="gptget"})',
          legend: '{{service}} {{instance}}',
        },
      ],
    },
    {
      title: 'Event loop delay, 99th percentile',
      help: 'Delay for every caller of the process.',
      unit: 's',
      queries: [
        {
          expression: 'max by (service, instance) (nodejs_eventloop_lag_p99_seconds{job="gptget"})',
          legend: '{{service}} {{instance}}',
        },
      ],
    },
    {
      title: 'Open files',
      help: 'Share of the number that the system allows.',
      unit: 'percentunit',
      queries: [
        {
          expression:
            'max by (service, instance) (process_open_fds{job="gptget"} / process_max_fds{job="gptget"})',
          legend: '{{service}} {{instance}}',
        },
      ],
    },
  ],
}
