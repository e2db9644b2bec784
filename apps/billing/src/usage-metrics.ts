import { TOKEN_UNITS } from '@gptget/contracts'
import type { UsageEvent } from '@gptget/contracts'
import { toUsdNumber } from '@gptget/money'
import { Counter } from '@gptget/runtime'
import type { Registry } from '@gptget/runtime'
import { chargedNanoUsd } from './allocation/allocate-usage.ts'
import type { Charge } from './allocation/allocate-usage.ts'

/** More models than a catalog has. Later ones are counted as `other`, so that the number of labels is limited. */
export const MAX_SERIES = 2_000

const TOKEN_CLASSES: ReadonlySet<string> = new Set(TOKEN_UNITS)

/** How usage is counted: the names of the metrics, and the labels of a series. */
type Subject<Label extends string> = {
  what: string
  names: { requests: string; tokens: string; cost: string }
  labelNames: readonly Label[]
  labelsOf(event: UsageEvent): Record<Label, string>
}

/** The product of a generation is always a model of a router's catalog, even if the caller wrote another name. */
const BY_MODEL: Subject<'model'> = {
  what: 'model',
  names: {
    requests: 'gptget_model_requests_total',
    tokens: 'gptget_tokens_total',
    cost: 'gptget_cost_usd_total',
  },
  labelNames: ['model'],
  labelsOf: ({ product }) => ({ model: product }),
}

const BY_KEY: Subject<'account' | 'key'> = {
  what: 'key',
  names: {
    requests: 'gptget_key_requests_total',
    tokens: 'gptget_key_tokens_total',
    cost: 'gptget_key_cost_usd_total',
  },
  labelNames: ['account', 'key'],
  labelsOf: ({ accountId, keyId }) => ({ account: accountId, key: keyId }),
}

type Count = (charges: readonly Charge<UsageEvent>[]) => void

/** Counts booked usage by model, and by key if the operator enables it. */
export const createUsageMetrics = (registry: Registry, { isByKey }: { isByKey: boolean }): Count => {
  const counts = [countBy(registry, BY_MODEL), ...(isByKey ? [countBy(registry, BY_KEY)] : [])]
  return (charges) => {
    for (const count of counts) count(charges)
  }
}

const countBy = <Label extends string>(
  registry: Registry,
  { what, names, labelNames, labelsOf }: Subject<Label>,
): Count => {
  const counter = (name: string, help: string, more: readonly string[] = []) =>
    new Counter<string>({ name, help, labelNames: [...labelNames, ...more], registers: [registry] })
  const requests = counter(names.requests, `Generations that reached a router, by ${what} and outcome.`, [
    'outcome',
  ])
  const tokens = counter(names.tokens, `Tokens used, by ${what} and class. Each token is in one class.`, [
    'class',
  ])
  const cost = counter(names.cost, `US dollars charged, by ${what}.`)
  const known = new Set<string>()
  const others = Object.fromEntries(labelNames.map((name) => [name, 'other']))
  const within = (labels: Record<string, string>): Record<string, string> => {
    const series = Object.values(labels).join(' ')
    if (known.size < MAX_SERIES) known.add(series)
    return known.has(series) ? labels : others
  }
  return (charges) => {
    // A batch has few series: a counter looks its series up for each call, which costs more than the sum.
    const sums = new Map<string, Sum>()
    for (const charge of charges) addTo(sums, within(labelsOf(charge.event)), charge)
    for (const { labels, outcomes, classes, costNanoUsd } of sums.values()) {
      for (const [outcome, count] of outcomes) requests.inc({ ...labels, outcome }, count)
      for (const [unit, count] of classes) tokens.inc({ ...labels, class: unit }, count)
      cost.inc(labels, toUsdNumber(costNanoUsd))
    }
  }
}

/** What a batch adds to the series with these labels. */
type Sum = {
  labels: Record<string, string>
  outcomes: Map<string, number>
  classes: Map<string, number>
  costNanoUsd: bigint
}

const addTo = (sums: Map<string, Sum>, labels: Record<string, string>, charge: Charge<UsageEvent>): void => {
  const series = Object.values(labels).join(' ')
  const sum = sums.get(series) ?? { labels, outcomes: new Map(), classes: new Map(), costNanoUsd: 0n }
  sums.set(series, sum)
  const { details, lines } = charge.event
  add(sum.outcomes, details.outcome, 1)
  for (const { unit, quantity } of lines) if (TOKEN_CLASSES.has(unit)) add(sum.classes, unit, quantity)
  sum.costNanoUsd += chargedNanoUsd(charge)
}

const add = (counts: Map<string, number>, name: string, count: number): void =>
  void counts.set(name, (counts.get(name) ?? 0) + count)
