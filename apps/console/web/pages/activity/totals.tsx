import { m } from '../../messages/index.ts'
import { Figure } from '../../ui/figure.tsx'
import { formatCompact, formatUsd } from '../../ui/format.ts'
import { Table, Td, Th } from '../../ui/table.tsx'
import type { Group, Total } from './aggregate.ts'

const sum = (totals: readonly Total[], field: 'cost' | 'requests' | 'tokens'): number =>
  totals.reduce((total, part) => total + part[field], 0)

export const Figures = ({ totals }: { totals: readonly Total[] }) => (
  <dl className="mb-4 grid gap-3 sm:grid-cols-3">
    <Figure label={m.activity.spent} value={formatUsd(sum(totals, 'cost'))} />
    <Figure label={m.activity.requests} value={formatCompact(sum(totals, 'requests'))} />
    <Figure label={m.activity.tokens} value={formatCompact(sum(totals, 'tokens'))} />
  </dl>
)

export const Totals = ({ totals, group }: { totals: readonly Total[]; group: Group }) => (
  <Table label={m.activity.groups[group]}>
    <thead>
      <tr>
        <Th>{m.activity.groups[group]}</Th>
        <Th className="text-right">{m.activity.requests}</Th>
        <Th className="hidden text-right sm:table-cell">{m.activity.tokens}</Th>
        <Th className="text-right">{m.activity.spent}</Th>
      </tr>
    </thead>
    <tbody>
      {totals.map(({ name, requests, tokens, cost }) => (
        <tr key={name}>
          <Td className="font-medium wrap-anywhere">{name}</Td>
          <Td className="nums text-right">{formatCompact(requests)}</Td>
          <Td className="nums hidden text-right sm:table-cell">{formatCompact(tokens)}</Td>
          <Td className="nums text-right">{formatUsd(cost)}</Td>
        </tr>
      ))}
    </tbody>
  </Table>
)
