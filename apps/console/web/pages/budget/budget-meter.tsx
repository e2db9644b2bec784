import type { Budget } from '../../api/budget.ts'
import { m } from '../../messages/index.ts'
import { classes } from '../../ui/classes.ts'
import { formatUsd } from '../../ui/format.ts'

const MONTH = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' })

/** How much of the monthly budget is spent. */
export const BudgetMeter = ({
  budget: { amount_cents: amount, month, spent_cents: spent },
}: {
  budget: Budget
}) => {
  const label = m.budget.thisMonth(MONTH.format(new Date(`${month}-01T00:00:00Z`)))
  return (
    <div className="rounded-lg border border-line bg-card p-4">
      <div className="flex flex-wrap items-baseline justify-between gap-2">
        <p className="text-sm text-soft">{label}</p>
        <p className="nums font-medium">
          {amount === null
            ? formatUsd(spent / 100)
            : m.budget.spent(formatUsd(spent / 100), formatUsd(amount / 100))}
        </p>
      </div>
      {amount !== null && <Bar label={label} percent={(spent * 100) / amount} />}
    </div>
  )
}

const toneOf = (percent: number): string => {
  if (percent >= 100) return 'bg-bad'
  return percent >= 80 ? 'bg-warn' : 'bg-accent'
}

const Bar = ({ label, percent }: { label: string; percent: number }) => (
  <div
    role="meter"
    aria-label={label}
    aria-valuenow={Math.min(Math.round(percent), 100)}
    aria-valuemin={0}
    aria-valuemax={100}
    aria-valuetext={m.budget.reached(Math.floor(percent))}
    className="relative mt-3 h-2.5 overflow-hidden rounded-full bg-raised"
  >
    <div
      className={classes('h-full rounded-full', toneOf(percent))}
      style={{ width: `${Math.min(percent, 100)}%` }}
    />
    {[50, 80].map((mark) => (
      <span key={mark} className="absolute top-0 h-full w-px bg-line-strong" style={{ left: `${mark}%` }} />
    ))}
  </div>
)
