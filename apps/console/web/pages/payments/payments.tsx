import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { paymentsQuery, type Payment } from '../../api/payments.ts'
import { m } from '../../messages/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { formatDay, formatUsd } from '../../ui/format.ts'
import { Failure, LoadingRows } from '../../ui/states.tsx'

/** Payments with their receipts. */
export const Payments = () => {
  const { data, error, refetch } = useQuery(paymentsQuery)
  return (
    <section className="mt-8">
      <h2 className="mb-3 text-lg font-semibold">{m.payments.title}</h2>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && !error && <LoadingRows rows={1} />}
      <Owed payments={data ?? []} />
      {data?.length === 0 && <p className="text-faint">{m.payments.none}</p>}
      {data !== undefined && data.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line">
          {data.map(({ id, amount, reversed, created_at }) => (
            <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
              <span className="flex-1 text-soft">{formatDay(created_at)}</span>
              {reversed > 0 && <Badge tone="warn">{m.payments.reversed(formatUsd(reversed))}</Badge>}
              <span className="nums">{formatUsd(amount)}</span>
              <Link
                to="/credits/receipts/$id"
                params={{ id }}
                className="font-medium text-accent hover:underline"
              >
                {m.payments.receipt}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** What the organization owes after refunds or disputes. */
const Owed = ({ payments }: { payments: readonly Payment[] }) => {
  const owed = payments.reduce((sum, payment) => sum + payment.owed, 0)
  if (owed === 0) return null
  return (
    <p role="status" className="mb-3 rounded-md bg-warn-soft px-4 py-3 text-warn">
      {m.payments.owed(formatUsd(owed))}
    </p>
  )
}
