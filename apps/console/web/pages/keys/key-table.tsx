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
          <Th>{m.keys.key}</Th>
          <Th>{m.keys.status}</Th>
          <Th className="text-right">{m.keys.spent}</Th>
          <Th className="text-right">{m.keys.limit}</Th>
          <Th>{m.keys.created}</Th>
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
      <Td className="min-w-40 font-medium">
        <span className="mr-2">{apiKey.name}</span>
        {isOfConsole(apiKey) && <Badge title={m.keys.ofConsoleHint}>{m.keys.ofConsole}</Badge>}
      </Td>
      <Td>
        <code className="whitespace-nowrap text-soft">{apiKey.label}</code>
      </Td>
      <Td>
        <Badge tone={tone}>{text}</Badge>
      </Td>
      <Td className="nums text-right">{formatUsd(apiKey.usage)}</Td>
      <Td className="nums text-right text-soft">{limitsOf(apiKey) || m.common.none}</Td>
      <Td className="whitespace-nowrap text-soft">{formatDay(apiKey.created_at)}</Td>
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
