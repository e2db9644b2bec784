/** How Grafana prints values. https://github.com/grafana/grafana/blob/main/packages/grafana-data/src/valueFormats/categories.ts */
export type Unit = 'reqps' | 'percentunit' | 's' | 'short' | 'currencyUSD' | 'bytes' | 'Bps'

export type Query = { expression: string; legend: string }

export type Panel = { title: string; help: string; unit: Unit; queries: readonly Query[] }

export type Dashboard = { id: string; title: string; panels: readonly Panel[] }
