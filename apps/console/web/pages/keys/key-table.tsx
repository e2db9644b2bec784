import type { ReactNode } from 'react'
import type { CreatedKey, Key } from '../../api/keys.ts'
import { useMay } from '../../layout/use-session.ts'
import { m } from '../../messages/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { formatDay, formatUsd } from '../../ui/format.ts'
import { Table, Td, Th } from '../../ui/table.tsx'
import { KeyActions } from './key-actions.tsx'
import { isOfConsole, stateOf } from './key-state.ts'

type TableProps = { keys: readonly Key[]; onRotated: (key: CreatedKey) => void }

export const KeyTable = ({ keys, onRotated }: TableProps) => {
  const mayManage = useMay('manage-keys')
  return (
    <Table label={m.keys.title}>
      <thead>
        <tr>
          <Th>{m.keys.name}</Th>
          <Th className="hidden sm:table-cell">{m.keys.key}</Th>
          <Th>{m.keys.status}</Th>
          <Th className="text-right">{m.keys.spent}</Th>
          <Th className="hidden text-right md:table-cell">{m.keys.limit}</Th>
          <Th className="hidden md:table-cell">{m.keys.lastUsed}</Th>
          <Th className="hidden lg:table-cell">{m.keys.created}</Th>
          <Th>
            <span className="sr-only">{m.common.more}</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <Row
            key={key.id}
            apiKey={key}
            actions={mayManage && <KeyActions apiKey={key} onRotated={onRotated} />}
          />
        ))}
      </tbody>
    </Table>
  )
}

const Row = ({ apiKey, actions }: { apiKey: Key; actions: ReactNode }) => {
  const { text, tone } = stateOf(apiKey)
  return (
    <tr>
      <Td className="font-medium wrap-anywhere sm:min-w-40">
        <span className="mr-2">{apiKey.name}</span>
        {isOfConsole(apiKey) && <Badge title={m.keys.ofConsoleHint}>{m.keys.ofConsole}</Badge>}
      </Td>
      <Td className="hidden sm:table-cell">
        <code className="whitespace-nowrap text-soft">{apiKey.label}</code>
      </Td>
      <Td>
        <Badge tone={tone}>{text}</Badge>
      </Td>
      <Td className="nums text-right">{formatUsd(apiKey.usage)}</Td>
      <Td className="nums hidden text-right text-soft md:table-cell">{limitsOf(apiKey) || m.common.none}</Td>
      <Td className="hidden whitespace-nowrap text-soft md:table-cell">
        {apiKey.last_used_on === null ? m.common.never : formatDay(apiKey.last_used_on)}
      </Td>
      <Td className="hidden whitespace-nowrap text-soft lg:table-cell">{formatDay(apiKey.created_at)}</Td>
      <Td className="w-12 text-right">{apiKey.revoked_at === null && !isOfConsole(apiKey) && actions}</Td>
    </tr>
  )
}

const limitsOf = ({ limit, limit_daily, limit_monthly }: Key): string =>
  [
    limit === null ? '' : formatUsd(limit),
    limit_daily === null ? '' : `${formatUsd(limit_daily)}/day`,
    limit_monthly === null ? '' : `${formatUsd(limit_monthly)}/month`,
  ]
    .filter(Boolean)
    .join(', ')
