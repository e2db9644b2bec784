import type { TargetResult } from '../run-targets.ts'
import { drawChart, type Bar } from './chart.ts'
import { cpuPerRequest, summarize, type Summary } from './summary.ts'

/** Draws the results of a run: the cost of a request and of an event, and the added latency of a single request. */
export const drawResults = (results: readonly TargetResult[], caption: string): string => {
  const direct = results.find(({ id }) => id === 'direct')!
  const shown = results.filter(({ id }) => id !== 'direct')
  const bars = (pick: (summary: Summary) => number): Bar[] =>
    shown.map((result) => {
      const summary = summarize(result, direct)
      return { title: result.title, value: summary && pick(summary), isOurs: result.id.startsWith('ours') }
    })
  return drawChart(
    [
      {
        title: 'CPU milliseconds for a request, all processes together (less is better)',
        digits: 2,
        bars: bars((summary) => cpuPerRequest(summary).median),
      },
      {
        title: 'CPU milliseconds for 1,000 streamed events, all processes together (less is better)',
        digits: 0,
        bars: bars((summary) => summary.cpuMsPer1000Events.median),
      },
      {
        title: 'Milliseconds added to a request alone, median (less is better)',
        digits: 2,
        bars: bars((summary) => summary.addedP50Ms.median),
      },
      {
        title: 'Requests a second at 32 at once (more is better)',
        digits: 0,
        bars: bars((summary) => summary.loads[1]!.requestsPerSecond.median),
      },
    ],
    caption,
  )
}
