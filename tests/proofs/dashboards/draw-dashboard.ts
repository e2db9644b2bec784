import type { Panel } from '../../../infra/observability/src/dashboard.ts'
import { printValue } from './print-value.ts'

export type Line = { name: string; points: readonly (readonly [at: number, value: number])[] }
export type Drawn = { id: string; title: string; panels: { panel: Panel; lines: Line[] }[] }

const WIDTH = 600
const HEIGHT = 170
const LEFT = 92
const COLOURS = ['#7eb26d', '#eab839', '#6ed0e0', '#ef843c', '#e24d42', '#1f78c1', '#ba43a9', '#705da0']

/** A page that shows a dashboard as Grafana does: two columns of graphs, units, legends with the last value. */
export const drawDashboard = ({
  title,
  panels,
}: Drawn): string => `<!doctype html><meta charset="utf-8"><style>
body { background: #111217; color: #ccccdc; font: 12px sans-serif; margin: 12px; }
main { display: grid; grid-template-columns: 1fr 1fr; gap: 8px; }
section { background: #181b1f; padding: 8px; }
h2 { font-size: 13px; margin: 0; } small { color: #8e8e99; } i { display: inline-block; width: 12px; height: 3px; }
li { display: inline-block; margin-right: 12px; } ul { margin: 4px 0 0; padding: 0; } text { fill: #8e8e99; }
</style><h1>${escapeHtml(title)}</h1><main>${panels.map(drawPanel).join('')}</main>`

const drawPanel = ({ panel, lines }: Drawn['panels'][number]): string => {
  const legend = lines.map(({ name, points }, index) => {
    const last = printValue(points.at(-1)?.[1] ?? Number.NaN, panel.unit)
    return `<li><i style="background:${colourOf(index)}"></i> ${escapeHtml(name)} <b>${last}</b></li>`
  })
  const graph = lines.length === 0 ? '<p>No data</p>' : drawGraph(panel, lines)
  return `<section><h2>${escapeHtml(panel.title)}</h2><small>${escapeHtml(panel.help)}</small>${graph}<ul>${legend.join('')}</ul></section>`
}

const drawGraph = ({ unit }: Panel, lines: Line[]): string => {
  const all = lines.flatMap(({ points }) => points).filter(([, value]) => Number.isFinite(value))
  const [from, to] = [Math.min(...all.map(([at]) => at)), Math.max(...all.map(([at]) => at))]
  const highest = Math.max(...all.map(([, value]) => value)) || 1
  const x = (at: number): number => LEFT + ((at - from) / (to - from || 1)) * (WIDTH - LEFT)
  const y = (value: number): number => HEIGHT - 8 - (value / highest) * (HEIGHT - 24)
  const ticks = [0, 0.5, 1].map((share) => {
    const at = y(share * highest)
    return `<line x1="${LEFT}" x2="${WIDTH}" y1="${at}" y2="${at}" stroke="#33343a"/><text x="${LEFT - 6}" y="${at + 4}" text-anchor="end">${printValue(share * highest, unit)}</text>`
  })
  const paths = lines.map(({ points }, index) => {
    const finite = points.filter(([, value]) => Number.isFinite(value))
    const steps = finite.map(([at, value], step) => `${step === 0 ? 'M' : 'L'}${x(at)} ${y(value)}`)
    return `<path d="${steps.join('')}" fill="none" stroke="${colourOf(index)}" stroke-width="1.5"/>`
  })
  return `<svg width="${WIDTH}" height="${HEIGHT}">${ticks.join('')}${paths.join('')}</svg>`
}

const colourOf = (index: number): string => COLOURS[index % COLOURS.length]!

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
