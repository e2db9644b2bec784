import type { Outage } from '../kill-at-random.ts'
import type { Check } from '../table.ts'
import type { Books, Row } from './books.ts'
import { fateOf, type Memory } from './caller.ts'
import { BEHAVIORS, priceListOf, priceOf } from './models.ts'

export type Case = { memories: Memory[]; books: Books; outages: Outage[] }

/** Compares what callers saw with the database. Each breach names the generation. */
export const judge = (facts: Case): Check[] => {
  const rowOf = new Map(facts.books.rows.map((row) => [row.number, row]))
  return [
    judgeWhole(facts, rowOf),
    judgeRefused(facts, rowOf),
    judgeParts(facts, rowOf),
    judgeEnds(facts),
    judgeRows(facts),
    ...judgeWallets(facts),
    judgeKeys(facts),
    judgeReserved(facts),
  ]
}

const nano = (usd: number): bigint => BigInt(Math.round(usd * 1e9))

const nameOf = ({ number, seen, behavior, dialect, edge }: Memory): string =>
  `${seen.generationId ?? `request ${number}`} (${behavior}, ${dialect}, edge ${edge + 1})`

const check = <Item>(name: string, items: Item[], findBreach: (item: Item) => string | null): Check => ({
  name,
  checkedCount: items.length,
  breaches: items.flatMap((item) => findBreach(item) ?? []),
})

const judgeWhole = ({ memories }: Case, rowOf: Map<number, Row>): Check =>
  check(
    'every answer delivered whole is charged once, at its price, which the answer itself says',
    memories.filter((memory) => fateOf(memory) === 'whole'),
    (memory) => {
      const price = priceOf(BEHAVIORS[memory.behavior]!)
      const row = rowOf.get(memory.number)
      if (!row) return `${nameOf(memory)}: not in the books`
      const said = memory.seen.costUsd === null ? null : nano(memory.seen.costUsd)
      const isPriced = isEndedByCredits(memory)
        ? row.chargedNanoUsd > 0n && row.chargedNanoUsd <= ceilingOf(memory)
        : row.chargedNanoUsd === price
      const isRight = isPriced && row.entryCount === 1 && said === row.chargedNanoUsd
      return isRight
        ? null
        : `${nameOf(memory)}: price ${price}, said ${said}, charged ${row.chargedNanoUsd} in ${row.entryCount} entries (${row.outcome})`
    },
  )

/** Only an answer without a limit from its caller ends when the credit runs out. */
const isEndedByCredits = ({ seen, behavior }: Memory): boolean =>
  BEHAVIORS[behavior]!.isLongest === true && seen.isCutShort && seen.endedBy === 'credits'

/** The full price is due for an error only if a router died between recording an answer and passing on its end. */
const judgeRefused = ({ memories, outages }: Case, rowOf: Map<number, Row>): Check =>
  check(
    'nothing is charged for a request that was refused',
    memories.filter((memory) => fateOf(memory) === 'refused'),
    (memory) => {
      const row = rowOf.get(memory.number)
      if (!row || row.costNanoUsd === 0n) return null
      const wasOnItsWay = memory.seen.error?.toLowerCase() === 'internal' && wasDisturbed(memory, outages)
      return wasOnItsWay
        ? null
        : `${nameOf(memory)}: answered ${memory.seen.status} ${memory.seen.error}, charged ${row.costNanoUsd} (${row.outcome})`
    },
  )

const LONGEST_BYTES = 20_100

/**
 * The highest charge for an incomplete answer: its input as counted by the gateway, and its text with one token per
 * byte.
 */
const ceilingOf = ({ behavior }: Memory): bigint => {
  const known = BEHAVIORS[behavior]!
  // For one long word, our count is higher than the provider's.
  const counted = known.isLongest ? nano((LONGEST_BYTES * priceListOf(known).output) / 1e6) : 0n
  return priceOf(known) + counted + nano((100 * priceListOf(known).input) / 1e6)
}

const judgeParts = ({ memories, outages }: Case, rowOf: Map<number, Row>): Check =>
  check(
    'an answer delivered in part is charged for at least some of it, and for no more than all of it',
    memories.filter((memory) => ['broken off', 'left'].includes(fateOf(memory))),
    (memory) => {
      const row = rowOf.get(memory.number)
      const charged = row?.costNanoUsd ?? 0n
      if (charged > ceilingOf(memory)) return `${nameOf(memory)}: charged ${charged}, more than it can cost`
      if (memory.seen.tokenCount === 0 || charged > 0n) return null
      // If both the router of an answer and the edge that knows what arrived die, no process is left to report it.
      if (wasForgotten(memory, outages)) return null
      return `${nameOf(memory)}: ${memory.seen.tokenCount} tokens delivered, nothing charged (${row?.outcome ?? 'not in the books'}, ${memory.seen.error})`
    },
  )

const judgeEnds = ({ memories, outages }: Case): Check =>
  check(
    'every stream ends with its dialect’s end or one error; it breaks off only with its edge',
    memories.filter(({ seen, isStream }) => isStream && seen.status === 200 && seen.broke !== 'left'),
    (memory) => {
      const { broke, endCount, errorCount } = memory.seen
      if (broke === 'connection' && !wasEdgeKilled(memory, outages)) return `${nameOf(memory)}: cut off`
      if (broke === null && endCount + errorCount === 0) return `${nameOf(memory)}: a bare end`
      if (endCount > 1 || errorCount > 1) return `${nameOf(memory)}: ${endCount} ends, ${errorCount} errors`
      return null
    },
  )

const judgeRows = ({ books, memories }: Case): Check => {
  const numbers = new Set(memories.map(({ number }) => number))
  const counts = Map.groupBy(books.rows, ({ number }) => number)
  return check('every charge belongs to one request that was made', [...counts], ([number, rows]) => {
    const ids = rows.map(({ generationId }) => generationId).join(', ')
    if (!numbers.has(number)) return `${ids}: of no request`
    return rows.length === 1 ? null : `request ${number}: ${ids}`
  })
}

const judgeWallets = ({ books }: Case): Check[] => {
  const spent = Map.groupBy(books.rows, ({ accountId }) => accountId)
  const costOf = (accountId: string): bigint =>
    (spent.get(accountId) ?? []).reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0n)
  return [
    check(
      'no wallet is overspent: what was delivered is at most what was granted',
      books.wallets,
      (wallet) => {
        const over = costOf(wallet.accountId) - wallet.grantedNanoUsd
        const short = (spent.get(wallet.accountId) ?? []).filter(
          ({ shortfallNanoUsd }) => shortfallNanoUsd > 0n,
        )
        if (over <= 0n && short.length === 0 && wallet.availableNanoUsd >= 0n) return null
        return `${wallet.accountId}: over by ${over}; short: ${short.map((row) => `${row.generationId} of ${row.shortfallNanoUsd}`).join(', ')}`
      },
    ),
    check('every wallet equals its ledger and its charges', books.wallets, (wallet) => {
      const held = wallet.availableNanoUsd + wallet.leasedNanoUsd
      const isRight =
        held === wallet.entriesNanoUsd &&
        held === wallet.grantedNanoUsd - wallet.chargedNanoUsd &&
        wallet.chargedNanoUsd === costOf(wallet.accountId)
      return isRight
        ? null
        : `${wallet.accountId}: holds ${held}, entries ${wallet.entriesNanoUsd}, granted ${wallet.grantedNanoUsd}, charged ${wallet.chargedNanoUsd}, generations ${costOf(wallet.accountId)}`
    }),
  ]
}

const judgeKeys = ({ books, memories }: Case): Check => {
  const limited = new Map(
    memories.flatMap(({ payer }) => (payer.keyLimitUsd === null ? [] : [[payer.keyId, payer] as const])),
  )
  return check(
    'no key is charged more than its own limit',
    [...limited.values()],
    ({ keyId, keyLimitUsd }) => {
      const spent = books.rows
        .filter((row) => row.keyId === keyId)
        .reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0n)
      return spent <= nano(keyLimitUsd ?? 0) ? null : `${keyId}: charged ${spent} of $${keyLimitUsd}`
    },
  )
}

const judgeReserved = ({ books }: Case): Check => ({
  name: 'no credit stays reserved, and no usage was rejected',
  checkedCount: books.wallets.length,
  breaches: [
    ...books.wallets
      .filter(({ leasedNanoUsd }) => leasedNanoUsd !== 0n)
      .map(({ accountId, leasedNanoUsd }) => `${accountId}: ${leasedNanoUsd} nano-USD still leased`),
    ...(books.openLeases === 0 ? [] : [`${books.openLeases} leases are not closed`]),
    ...books.rejected,
  ],
})

/** Processes notice the death of another within a few seconds. */
const NOTICED_MS = 8_000

const overlaps = (memory: Memory, { fromMs, toMs }: Outage): boolean =>
  memory.startedAtMs <= toMs && memory.endedAtMs >= fromMs - 100 && memory.startedAtMs - NOTICED_MS <= toMs

const wasEdgeKilled = (memory: Memory, outages: Outage[]): boolean =>
  outages.some((outage) => outage.victim === `edge-gateway ${memory.edge + 1}` && overlaps(memory, outage))

/** An edge reports what arrived only when it is certain that no router will. */
const REPORTED_WITHIN_MS = 30_000

const wasForgotten = (memory: Memory, outages: Outage[]): boolean => {
  const untilReported = { ...memory, endedAtMs: memory.endedAtMs + REPORTED_WITHIN_MS }
  return wasEdgeKilled(untilReported, outages) && wasDisturbed(untilReported, outages)
}

const wasDisturbed = (memory: Memory, outages: Outage[]): boolean =>
  outages.some((outage) => /^router|^nats/.test(outage.victim) && overlaps(memory, outage))
