import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Printer } from 'lucide-react'
import { paymentsQuery, type Payment } from '../../api/payments.ts'
import { useSession } from '../../layout/use-session.ts'
import { m } from '../../messages/index.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { formatDay, formatUsd } from '../../ui/format.ts'
import { useTitle } from '../../ui/page.tsx'
import { Failure, LoadingRows } from '../../ui/states.tsx'

/** A receipt to print or to save as PDF. */
export const ReceiptPage = () => {
  useTitle(m.payments.receiptTitle)
  const { id } = useParams({ from: '/credits/receipts/$id' })
  const { data, error, refetch } = useQuery(paymentsQuery)
  const payment = data?.find((each) => each.id === id)
  return (
    <main className="mx-auto w-full max-w-2xl px-4 py-8 sm:px-8">
      <div className="mb-6 flex justify-between gap-3 print:hidden">
        <Link to="/credits" className={buttonClass('quiet')}>
          {m.payments.back}
        </Link>
        {payment && (
          <Button onClick={() => window.print()}>
            <Printer size={16} aria-hidden />
            {m.payments.print}
          </Button>
        )}
      </div>
      <h1 className="text-2xl font-semibold tracking-tight">{m.payments.receiptTitle}</h1>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && !error && <LoadingRows rows={4} />}
      {data !== undefined && payment === undefined && (
        <p className="mt-3 text-soft">{m.payments.unknownReceipt}</p>
      )}
      {payment && <Sheet payment={payment} />}
    </main>
  )
}

const Sheet = ({ payment }: { payment: Payment }) => {
  const { organization } = useSession()
  const facts = [
    [m.payments.receiptNumber, payment.entry_id],
    [m.payments.receiptDate, formatDay(payment.created_at)],
    [m.payments.receiptFor, organization.name],
    [m.payments.receiptPaid, payment.id],
  ]
  return (
    <>
      <dl className="mt-6 grid gap-x-6 gap-y-2 sm:grid-cols-[12rem_1fr]">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-soft">{name}</dt>
            <dd className="break-all">{value}</dd>
          </div>
        ))}
      </dl>
      <dl className="mt-8 border-y border-line py-4">
        <div className="flex justify-between">
          <dt>{m.payments.receiptItem}</dt>
          <dd className="nums">{formatUsd(payment.amount)}</dd>
        </div>
        <div className="mt-3 flex justify-between border-t border-line pt-3 font-semibold">
          <dt>{m.payments.total}</dt>
          <dd className="nums">{formatUsd(payment.amount)}</dd>
        </div>
      </dl>
    </>
  )
}
