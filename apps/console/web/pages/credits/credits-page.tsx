import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { CreditCard, Download } from 'lucide-react'
import { featuresQuery } from '../../api/features.ts'
import { creditsQuery, LEDGER_CSV, ledgerQuery, type LedgerEntry, type LedgerKind } from '../../api/ledger.ts'
import { useMay } from '../../layout/use-session.ts'
import { m } from '../../messages/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { buttonClass } from '../../ui/button.tsx'
import { SelectField } from '../../ui/field.tsx'
import { Figure } from '../../ui/figure.tsx'
import { formatInstant, formatUsd } from '../../ui/format.ts'
import { MoreButton } from '../../ui/more-button.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty, Failure, LoadingRows } from '../../ui/states.tsx'
import { Table, Td, Th } from '../../ui/table.tsx'
import { AddCredit } from '../payments/add-credit.tsx'
import { Payments } from '../payments/payments.tsx'
import { TopUpSection } from '../payments/top-up-form.tsx'

const KINDS = ['all', 'grant', 'usage'] as const

export const CreditsPage = () => {
  const { kind = 'all', payment } = useSearch({ from: '/signed-in/credits' })
  const navigate = useNavigate({ from: '/credits' })
  const mayManage = useMay('manage-credits')
  const { data: features } = useQuery(featuresQuery)
  const takesPayments = features?.takes_payments === true
  return (
    <Page
      title={m.credits.title}
      text={m.credits.text}
      actions={
        <>
          <a href={LEDGER_CSV} download="ledger.csv" className={buttonClass()}>
            <Download size={16} aria-hidden />
            {m.credits.csv}
          </a>
          {takesPayments && mayManage && <AddCredit />}
        </>
      }
    >
      {payment && (
        <p role="status" className="mb-4 rounded-md bg-raised px-4 py-3">
          {m.payments[payment]}
        </p>
      )}
      <Balance />
      {takesPayments && <TopUpSection />}
      {takesPayments && <Payments />}
      <div className="mt-8 mb-3 flex items-end justify-between gap-4">
        <h2 className="text-lg font-semibold">{m.credits.ledger}</h2>
        <SelectField
          label={m.credits.kind}
          isLabelHidden
          value={kind}
          options={KINDS.map((each) => [each, m.credits.kinds[each]])}
          onChange={({ target }) =>
            void navigate({
              search: target.value === 'all' ? {} : { kind: target.value as LedgerKind },
              replace: true,
            })
          }
        />
      </div>
      <Ledger kind={kind} />
    </Page>
  )
}

const Balance = () => {
  const { data, error, refetch } = useQuery(creditsQuery)
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <LoadingRows rows={1} />
  return (
    <dl className="grid gap-3 sm:grid-cols-3">
      <Figure label={m.credits.left} value={formatUsd(data.left)} />
      <Figure label={m.credits.used} value={formatUsd(data.used)} />
      <Figure label={m.credits.granted} value={formatUsd(data.granted)} />
    </dl>
  )
}

const Ledger = ({ kind }: { kind: LedgerKind }) => {
  const list = useInfiniteQuery(ledgerQuery(kind))
  const { data, error, refetch } = list
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <LoadingRows />
  const entries = data.pages.flatMap((page) => page.data)
  if (entries.length === 0)
    return (
      <Empty
        icon={<CreditCard size={22} aria-hidden />}
        title={m.credits.emptyTitle}
        text={m.credits.emptyText}
      />
    )
  return (
    <>
      <Table label={m.credits.ledger}>
        <thead>
          <tr>
            <Th className="hidden sm:table-cell">{m.activity.time}</Th>
            <Th className="hidden sm:table-cell">{m.credits.kind}</Th>
            <Th>{m.credits.what}</Th>
            <Th className="text-right">{m.credits.amount}</Th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <Row key={entry.id} entry={entry} />
          ))}
        </tbody>
      </Table>
      <MoreButton list={list} />
    </>
  )
}

/** Why the balance changed: a charge of a generation leads to its receipt. */
const What = ({ entry: { reason, generation_id, charge_id } }: { entry: LedgerEntry }) => {
  if (reason !== null) return reason
  if (generation_id === null) return <code className="text-soft">{charge_id}</code>
  return (
    <Link
      to="/activity"
      search={{ generation: generation_id }}
      className="font-mono text-sm text-soft hover:text-accent hover:underline"
    >
      {generation_id}
    </Link>
  )
}

const Row = ({ entry }: { entry: LedgerEntry }) => {
  const amount = Number(entry.amount_usd)
  const isGrant = entry.kind === 'grant'
  return (
    <tr>
      <Td className="hidden whitespace-nowrap text-soft sm:table-cell">{formatInstant(entry.created_at)}</Td>
      <Td className="hidden sm:table-cell">
        <Badge tone={isGrant ? 'good' : 'plain'}>{isGrant ? m.credits.grant : m.credits.charge}</Badge>
      </Td>
      <Td className="w-full max-w-0 truncate">
        <What entry={entry} />
        <span className="nums block text-xs text-soft sm:hidden">{formatInstant(entry.created_at)}</span>
      </Td>
      <Td className={`nums text-right ${amount > 0 ? 'text-good' : ''}`}>
        {amount > 0 ? '+' : ''}
        {formatUsd(amount)}
      </Td>
    </tr>
  )
}
