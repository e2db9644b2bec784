import type { Dashboard, Panel } from './dashboard.ts'

const COLUMNS = 2
const WIDTH = 24 / COLUMNS
const HEIGHT = 8
const LETTERS = 'ABCDEFGH'
const DATA_SOURCE = { type: 'prometheus', uid: '${datasource}' }

/** Prints a dashboard for Grafana 10 and later: two columns of graphs, with a choice of the data source. */
export const printDashboard = ({ id, title, panels }: Dashboard): string =>
  `${JSON.stringify(
    {
      uid: id,
      title,
      tags: ['gptget'],
      timezone: 'browser',
      schemaVersion: 39,
      refresh: '30s',
      time: { from: 'now-6h', to: 'now' },
      templating: {
        list: [{ name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus' }],
      },
      panels: panels.map(printPanel),
    },
    null,
    2,
  )}\n`

const printPanel = ({ title, help, unit, queries }: Panel, index: number): object => ({
  id: index + 1,
  type: 'timeseries',
  title,
  description: help,
  datasource: DATA_SOURCE,
  gridPos: {
    x: (index % COLUMNS) * WIDTH,
    y: Math.floor(index / COLUMNS) * HEIGHT,
    w: WIDTH,
    h: HEIGHT,
  },
  fieldConfig: {
    defaults: { unit, min: 0, custom: { fillOpacity: 10, showPoints: 'never' } },
    overrides: [],
  },
  options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } },
  targets: queries.map(({ expression, legend }, position) => ({
    refId: LETTERS[position],
    datasource: DATA_SOURCE,
    expr: expression,
    legendFormat: legend,
  })),
})
