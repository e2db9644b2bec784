import type { ActivityAnswer, ActivityRow } from '../../api/activity.ts'
import { m } from '../../messages/index.ts'

export const GROUPS = ['model', 'key', 'member'] as const
export type Group = (typeof GROUPS)[number]

/** The cost of one day, by part. */
export type Day = { date: string; parts: Map<string, number>; total: number }

export type Filters = { model?: string; key?: string }

/** The console uses a key with the member's name. */
const MEMBER = /^Console of (\S+)/

const nameIn: Record<Group, (row: ActivityRow) => string> = {
  model: ({ model }) => model,
  key: ({ key_name, key_id }) => key_name ?? key_id,
  member: ({ key_name }) => MEMBER.exec(key_name ?? '')?.[1] ?? m.activity.programs,
}

export const filterRows = (rows: readonly ActivityRow[], { model, key }: Filters): ActivityRow[] =>
  rows.filter((row) => (!model || row.model === model) && (!key || row.key_id === key))

/** Every day of a period, also days without use. */
export const daysOf = (rows: readonly ActivityRow[], { from, to }: ActivityAnswer, group: Group): Day[] => {
  const days = new Map<string, Day>()
  for (let at = Date.parse(from); at <= Date.parse(to); at += 86_400_000) {
    const date = new Date(at).toISOString().slice(0, 10)
    days.set(date, { date, parts: new Map(), total: 0 })
  }
  for (const row of rows) {
    const day = days.get(row.date)
    if (day === undefined) continue
    const cost = Number(row.charged_usd)
    const name = nameIn[group](row)
    day.parts.set(name, (day.parts.get(name) ?? 0) + cost)
    day.total += cost
  }
  return [...days.values()]
}

export type Total = { name: string; cost: number; requests: number; tokens: number }

/** The use of each part in the whole period, the most expensive first. */
export const totalsOf = (rows: readonly ActivityRow[], group: Group): Total[] => {
  const totals = new Map<string, Total>()
  for (const row of rows) {
    const name = nameIn[group](row)
    const total = totals.get(name) ?? { name, cost: 0, requests: 0, tokens: 0 }
    totals.set(name, {
      name,
      cost: total.cost + Number(row.charged_usd),
      requests: total.requests + row.requests,
      tokens:
        total.tokens + row.input_tokens + row.cache_read_tokens + row.output_tokens + row.reasoning_tokens,
    })
  }
  return [...totals.values()].toSorted((one, other) => other.cost - one.cost || other.requests - one.requests)
}
