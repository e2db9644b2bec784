import { formatUsd } from '@gptget/money'
import { printChecks, printTable } from '../table.ts'
import { fateOf, type Fate } from './caller.ts'
import { BEHAVIORS } from './models.ts'
import type { MoneyProof } from './prove-money.ts'

const FATES: Fate[] = ['whole', 'broken off', 'left', 'refused']

const endedByCredits = (memories: MoneyProof['memories']): number =>
  memories.filter(({ seen }) => seen.endedBy === 'credits').length

/** Tables for people: the outcomes of requests, where the money is, what was killed, what was checked. */
export const printProof = (proof: MoneyProof): string =>
  [
    printRequests(proof),
    printRefusals(proof),
    printMoney(proof),
    printKills(proof),
    printChecks(proof.checks),
  ].join('\n\n')

const printRequests = ({ memories }: MoneyProof): string =>
  printTable(
    ['requests', ...FATES, 'ended by credits'],
    [...Object.keys(BEHAVIORS), 'all'].map((name) => {
      const own = memories.filter(({ behavior }) => name === 'all' || behavior === name)
      return [
        name,
        ...FATES.map((fate) => own.filter((memory) => fateOf(memory) === fate).length),
        endedByCredits(own),
      ]
    }),
  )

const printRefusals = ({ memories }: MoneyProof): string => {
  const counts = Map.groupBy(
    memories.filter((memory) => fateOf(memory) === 'refused' || fateOf(memory) === 'broken off'),
    ({ seen }) => `${seen.status ?? 'no answer'} ${seen.error?.toLowerCase() ?? ''}`,
  )
  return printTable(
    ['not delivered whole', 'requests'],
    [...counts].toSorted().map(([name, own]) => [name, own.length]),
  )
}

const printMoney = ({ books, payers }: MoneyProof): string =>
  printTable(
    ['USD', 'granted', 'charged', 'available', 'leased', 'overspent'],
    books.wallets.map((wallet) => {
      const short = books.rows
        .filter(({ accountId }) => accountId === wallet.accountId)
        .reduce((sum, { shortfallNanoUsd }) => sum + shortfallNanoUsd, 0n)
      const amounts = [
        wallet.grantedNanoUsd,
        wallet.chargedNanoUsd,
        wallet.availableNanoUsd,
        wallet.leasedNanoUsd,
        short,
      ]
      const name = payers.find(({ accountId }) => accountId === wallet.accountId)?.name ?? wallet.accountId
      return [name, ...amounts.map(formatUsd)]
    }),
  )

const printKills = ({ outages }: MoneyProof): string =>
  printTable(
    ['kill -9', 'times', 'away'],
    [...Map.groupBy(outages, ({ victim }) => victim)].toSorted().map(([victim, own]) => {
      const awayMs = own.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0)
      return [victim, own.length, `${(awayMs / 1_000).toFixed(1)} s`]
    }),
  )
