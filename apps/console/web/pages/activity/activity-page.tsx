import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Download, LineChart } from 'lucide-react'
import { useCallback, useDeferredValue, useMemo } from 'react'
import {
  activityQuery,
  activityUrl,
  daysOfPeriod,
  type ActivityAnswer,
  type Period,
} from '../../api/activity.ts'
import { keysQuery } from '../../api/keys.ts'
import { m } from '../../messages/index.ts'
import { buttonClass } from '../../ui/button.tsx'
import { SelectField } from '../../ui/field.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty, Failure, LoadingRows } from '../../ui/states.tsx'
import { ActivityChart } from './activity-chart.tsx'
import { daysOf, filterRows, GROUPS, totalsOf, type Group } from './aggregate.ts'
import { ChargesTable } from './charges-table.tsx'
import { ReceiptModal } from './receipt-modal.tsx'
import { ReceiptSearch } from './receipt-search.tsx'
import { Figures, Totals } from './totals.tsx'

export type ActivitySearch = {
  period?: Period
  group?: Group
  model?: string
  key?: string
  generation?: string
}

const STAY = { replace: true, resetScroll: false }

const changed =
  (changes: ActivitySearch) =>
  (search: ActivitySearch): ActivitySearch =>
    Object.fromEntries(Object.entries({ ...search, ...changes }).filter(([, value]) => value))

export const ActivityPage = () => {
  const search: ActivitySearch = useSearch({ from: '/signed-in/activity' })
  const navigate = useNavigate({ from: '/activity' })
  const period = search.period ?? '30'
  const { data: answer, error, refetch } = useQuery(activityQuery(period))
  const data = useDeferredValue(answer)
  const change = (changes: ActivitySearch) => void navigate({ search: changed(changes), ...STAY })
  const open = useCallback(
    (generation: string) => void navigate({ search: changed({ generation }), ...STAY }),
    [navigate],
  )
  return (
    <Page
      title={m.activity.title}
      text={m.activity.text}
      actions={
        <>
          <ReceiptSearch onFind={(generation) => change({ generation })} />
          <a href={activityUrl(period, 'csv')} download="activity.csv" className={buttonClass()}>
            <Download size={16} aria-hidden />
            {m.activity.csv}
          </a>
        </>
      }
    >
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && !error && <LoadingRows />}
      {data && <Report answer={data} search={search} onChange={change} />}
      <Charges search={search} period={period} onOpen={open} />
      <ReceiptModal id={search.generation} onClose={() => change({ generation: undefined })} />
    </Page>
  )
}

type ChargesProps = { search: ActivitySearch; period: Period; onOpen: (generation: string) => void }

const Charges = ({ search: { model, key }, period, onOpen }: ChargesProps) => {
  const { data = [] } = useQuery(keysQuery)
  const keyNames = useMemo(() => new Map(data.map(({ id, name }) => [id, name])), [data])
  const filters = {
    ...daysOfPeriod(period),
    ...(model === undefined ? {} : { model }),
    ...(key === undefined ? {} : { key_id: key }),
  }
  return <ChargesTable filters={filters} keyNames={keyNames} onOpen={onOpen} />
}

type ReportProps = {
  answer: ActivityAnswer
  search: ActivitySearch
  onChange: (changes: ActivitySearch) => void
}

const Report = ({ answer, search, onChange }: ReportProps) => {
  const { group = 'model' } = search
  const rows = filterRows(answer.data, search)
  const totals = totalsOf(rows, group)
  return (
    <>
      <ReportFilters answer={answer} search={search} onChange={onChange} />
      {rows.length === 0 ? (
        <Empty
          icon={<LineChart size={22} aria-hidden />}
          title={m.activity.emptyTitle}
          text={m.activity.emptyText}
        />
      ) : (
        <>
          <Figures totals={totals} />
          <ActivityChart days={daysOf(rows, answer, group)} names={totals.map(({ name }) => name)} />
          <Totals totals={totals} group={group} />
        </>
      )}
    </>
  )
}

const ReportFilters = ({ answer, search, onChange }: ReportProps) => {
  const models = [...new Set(answer.data.map(({ model }) => model))].sort()
  const keys = new Map(answer.data.map((row) => [row.key_id, row.key_name ?? row.key_id]))
  return (
    <div className="mb-5 grid gap-3 sm:grid-cols-4">
      <SelectField
        label={m.activity.period}
        value={search.period ?? '30'}
        options={(['7', '30', '90'] as const).map((days) => [days, m.activity.days(days)])}
        onChange={({ target }) => onChange({ period: target.value as Period })}
      />
      <SelectField
        label={m.activity.group}
        value={search.group ?? 'model'}
        options={GROUPS.map((group) => [group, m.activity.groups[group]])}
        onChange={({ target }) => onChange({ group: target.value as Group })}
      />
      <SelectField
        label={m.activity.model}
        value={search.model ?? ''}
        options={[['', m.activity.allModels], ...models.map((model): [string, string] => [model, model])]}
        onChange={({ target }) => onChange({ model: target.value })}
      />
      <SelectField
        label={m.activity.key}
        value={search.key ?? ''}
        options={[['', m.activity.allKeys], ...keys]}
        onChange={({ target }) => onChange({ key: target.value })}
      />
    </div>
  )
}
