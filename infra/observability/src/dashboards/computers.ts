import type { Dashboard } from '../dashboard.ts'

export const computers: Dashboard = {
  id: 'gptget-computers',
  title: 'GptGet: computers',
  panels: [
    {
      title: 'Running computers',
      help: 'By host.',
      unit: 'short',
      queries: [{ expression: 'sum by (instance) (gptget_computers_running)', legend: '{{instance}}' }],
    },
    {
      title: 'Actions on computers',
      help: 'That callers asked for, by outcome. Those of models are steps of runs.',
      unit: 'reqps',
      queries: [
        {
          expression: 'sum by (outcome) (rate(gptget_computer_actions_total[5m]))',
          legend: '{{outcome}}',
        },
      ],
    },
    {
      title: 'Runs of models',
      help: 'Finished runs, by outcome.',
      unit: 'reqps',
      queries: [
        { expression: 'sum by (outcome) (rate(gptget_computer_runs_total[5m]))', legend: '{{outcome}}' },
      ],
    },
    {
      title: 'Time between two steps of a run',
      help: 'Actions, and waiting until the screen settles.',
      unit: 's',
      queries: [0.5, 0.95].map((quantile) => ({
        expression: `histogram_quantile(${quantile}, sum by (le) (rate(gptget_computer_between_steps_seconds_bucket[5m])))`,
        legend: `p${quantile * 100}`,
      })),
    },
    {
      title: 'Charged hours',
      help: 'In the last hour, by type of computer.',
      unit: 'short',
      queries: [
        { expression: 'sum by (type) (increase(gptget_computer_hours_total[1h]))', legend: '{{type}}' },
      ],
    },
  ],
}
