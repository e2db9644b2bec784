import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fetchPrometheus, startPrometheus, type Prometheus } from '../../../infra/docker/trial/prometheus.ts'
import type { Dashboard, Panel } from '../../../infra/observability/src/dashboard.ts'
import { DASHBOARDS } from '../../../infra/observability/src/dashboards/index.ts'
import { startChromium } from '../../console/chromium.ts'
import type { Check } from '../table.ts'
import { drawDashboard, type Drawn, type Line } from './draw-dashboard.ts'
import { startBusyPlatform } from './start-busy-platform.ts'

const RULES = path.resolve(import.meta.dirname, '../../../infra/observability/prometheus/rules.yml')
/** The averages of dashboards go over minutes, which a short run does not have. */
const WINDOW = '20s'
/** What only happens when something is broken. */
const QUIET = new Set(['Failed messages between services', 'Usage that wallets could not pay'])

type Options = { directory: string; seconds: number; report: (line: string) => void }

/** Draws every dashboard from a platform that is in use. @returns the panels that show nothing */
export const seeDashboards = async ({ directory, seconds, report }: Options): Promise<Check> => {
  await mkdir(path.join(directory, 'dashboards'), { recursive: true })
  const { prometheus: program } = await fetchPrometheus(directory)
  const busy = await startBusyPlatform(report)
  try {
    const targets = busy.metricsUrls.map((url) => new URL(url).host)
    const prometheus = await startPrometheus(program, { directory, rulesFile: RULES, targets })
    try {
      report(`${targets.length} processes are in use for ${seconds} s`)
      await sleep(seconds * 1_000)
      const drawn = await Promise.all(DASHBOARDS.map((each) => readDashboard(prometheus, each, seconds)))
      await savePictures(path.join(directory, 'dashboards'), drawn, report)
      return emptyPanels(drawn)
    } finally {
      await prometheus.stop()
    }
  } finally {
    await busy.stop()
  }
}

const readDashboard = async (
  prometheus: Prometheus,
  { id, title, panels }: Dashboard,
  seconds: number,
): Promise<Drawn> => ({
  id,
  title,
  panels: await Promise.all(
    panels.map(async (panel) => ({ panel, lines: await readPanel(prometheus, panel, seconds) })),
  ),
})

const readPanel = async (prometheus: Prometheus, { queries }: Panel, seconds: number): Promise<Line[]> => {
  const answers = await Promise.all(
    queries.map(async ({ expression, legend }) => {
      const series = await prometheus.queryRange(expression.replaceAll(/\[\d+m\]/g, `[${WINDOW}]`), seconds)
      return series.map(({ metric, values }) => ({
        name: legend.replaceAll(/\{\{(\w+)\}\}/g, (_, label: string) => metric[label] ?? ''),
        points: values.map(([at, value]) => [at, Number(value)] as const),
      }))
    }),
  )
  return answers.flat()
}

const savePictures = async (folder: string, drawn: Drawn[], report: Options['report']): Promise<void> => {
  const browser = await startChromium()
  try {
    for (const dashboard of drawn) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 720 } })
      await page.setContent(drawDashboard(dashboard))
      const file = path.join(folder, `${dashboard.id}.png`)
      await page.screenshot({ path: file, fullPage: true })
      report(file)
    }
  } finally {
    await browser.close()
  }
}

const hasPoints = ({ points }: Line): boolean => points.some(([, value]) => Number.isFinite(value))

const emptyPanels = (drawn: Drawn[]): Check => {
  const panels = drawn.flatMap(({ title, panels }) => panels.map((each) => ({ title, ...each })))
  const empty = panels.filter(({ panel, lines }) => !QUIET.has(panel.title) && !lines.some(hasPoints))
  return {
    name: 'every panel of every dashboard shows something of a platform that is in use',
    checkedCount: panels.length,
    breaches: empty.map(({ title, panel }) => `${title}: ${panel.title}`),
  }
}
