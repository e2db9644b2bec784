import { m } from '../../messages/index.ts'
import { formatDay, formatUsd } from '../../ui/format.ts'
import type { Day } from './aggregate.ts'

const WIDTH = 900
const HEIGHT = 180
const GAP = 0.25

/** They also differ in lightness, for color-blind readers. The last one is for all others. */
const FILLS = ['fill-accent', 'fill-good', 'fill-warn', 'fill-bad', 'fill-line-strong']
const DOTS = ['bg-accent', 'bg-good', 'bg-warn', 'bg-bad', 'bg-line-strong']

/** The cost of each day as stacked bars. The table below has the same data for screen readers. */
export const ActivityChart = ({ days, names }: { days: readonly Day[]; names: readonly string[] }) => {
  const highest = Math.max(...days.map(({ total }) => total), Number.MIN_VALUE)
  const shown = names.slice(0, FILLS.length - 1)
  return (
    <figure className="mb-6 rounded-lg border border-line bg-card p-4">
      <div className="mb-3 flex flex-wrap justify-between gap-2 text-xs text-faint">
        <Legend names={shown} hasOthers={names.length > shown.length} />
        <span className="nums">{m.activity.highest(formatUsd(highest))}</span>
      </div>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="h-44 w-full" preserveAspectRatio="none" aria-hidden>
        {days.map((day, index) => (
          <Bar key={day.date} day={day} index={index} of={days.length} highest={highest} shown={shown} />
        ))}
      </svg>
      <figcaption className="mt-2 flex justify-between text-xs text-faint">
        <span>{formatDay(days[0]!.date)}</span>
        <span className="sr-only">{m.activity.chart}</span>
        <span>{formatDay(days.at(-1)!.date)}</span>
      </figcaption>
    </figure>
  )
}

type BarProps = { day: Day; index: number; of: number; highest: number; shown: readonly string[] }

const Bar = ({ day, index, of, highest, shown }: BarProps) => {
  const step = WIDTH / of
  const parts = shown.map((name) => day.parts.get(name) ?? 0)
  parts.push(day.total - parts.reduce((sum, part) => sum + part, 0))
  let top = HEIGHT
  return (
    <g>
      <title>{`${formatDay(day.date)}: ${formatUsd(day.total)}`}</title>
      <rect x={index * step} y={0} width={step} height={HEIGHT} className="fill-transparent" />
      {parts.map((part, at) => {
        const height = Math.max(0, (part / highest) * HEIGHT)
        top -= height
        const fill = at < shown.length ? FILLS[at] : FILLS.at(-1)
        return (
          <rect
            key={at}
            x={(index + GAP / 2) * step}
            y={top}
            width={step * (1 - GAP)}
            height={height}
            className={fill}
          />
        )
      })}
    </g>
  )
}

const Legend = ({ names, hasOthers }: { names: readonly string[]; hasOthers: boolean }) => (
  <ul className="flex flex-wrap gap-x-4 gap-y-1">
    {[...names, ...(hasOthers ? [m.activity.others] : [])].map((name, index) => (
      <li key={name} className="flex items-center gap-1.5">
        <span
          aria-hidden
          className={`size-2 rounded-full ${index < names.length ? DOTS[index] : DOTS.at(-1)}`}
        />
        {name}
      </li>
    ))}
  </ul>
)
