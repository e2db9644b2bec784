import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { ScrollText } from 'lucide-react'
import { auditQuery } from '../../api/audit.ts'
import { keysQuery } from '../../api/keys.ts'
import { m } from '../../messages/index.ts'
import { formatInstant } from '../../ui/format.ts'
import { MoreButton } from '../../ui/more-button.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty, Failure, LoadingRows } from '../../ui/states.tsx'
import { Table, Td, Th } from '../../ui/table.tsx'

export const AuditPage = () => (
  <Page title={m.audit.title} text={m.audit.text}>
    <Entries />
  </Page>
)

const Entries = () => {
  const list = useInfiniteQuery(auditQuery)
  const { data, error, refetch } = list
  const names = useNames()
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <LoadingRows />
  const entries = data.pages.flatMap((page) => page.data)
  if (entries.length === 0)
    return (
      <Empty
        icon={<ScrollText size={22} aria-hidden />}
        title={m.audit.emptyTitle}
        text={m.audit.emptyText}
      />
    )
  return (
    <>
      <Table label={m.audit.title}>
        <thead>
          <tr>
            <Th>{m.audit.when}</Th>
            <Th className="hidden sm:table-cell">{m.audit.who}</Th>
            <Th>{m.audit.what}</Th>
            <Th>{m.audit.subject}</Th>
          </tr>
        </thead>
        <tbody>
          {entries.map(({ id, created_at, actor, action, subject }) => (
            <tr key={id}>
              <Td className="whitespace-nowrap text-soft">{formatInstant(created_at)}</Td>
              <Td className="hidden wrap-anywhere sm:table-cell">{names.get(actor.id) ?? actor.id}</Td>
              <Td title={action}>
                {nameOf(action)}
                <span className="block text-sm wrap-anywhere text-soft sm:hidden">
                  {m.audit.by(names.get(actor.id) ?? actor.id)}
                </span>
              </Td>
              <Td className="wrap-anywhere">
                {names.get(subject) ?? <code className="text-soft">{subject}</code>}
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
      <MoreButton list={list} />
    </>
  )
}

/** The text of an action; an unknown one is shown by its name, such as `key.created`. */
const nameOf = (action: string): string => {
  const known: Record<string, string> = m.audit.actions
  return known[action] ?? action
}

/** Names of keys by id. */
const useNames = (): Map<string, string> => {
  const { data = [] } = useQuery(keysQuery)
  return new Map(data.map(({ id, name }) => [id, name]))
}
