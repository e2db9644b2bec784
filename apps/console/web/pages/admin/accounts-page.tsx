import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { accountsQuery, setAccountState, type Account } from '../../api/admin.ts'
import { m } from '../../messages/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ConfirmModal } from '../../ui/confirm-modal.tsx'
import { formatDay, formatUsd } from '../../ui/format.ts'
import { Page } from '../../ui/page.tsx'
import { Failure, LoadingRows } from '../../ui/states.tsx'
import { Table, Td, Th } from '../../ui/table.tsx'
import { say } from '../../ui/say.ts'
import { GrantModal } from './grant-modal.tsx'
import { PasswordLinkModal } from './password-link-modal.tsx'

export const AccountsPage = () => {
  const { data, error, refetch } = useQuery(accountsQuery)
  const [granting, setGranting] = useState<Account>()
  const [isLinking, setLinking] = useState(false)
  return (
    <Page
      title={m.admin.accounts}
      text={m.admin.accountsText}
      actions={<Button onClick={() => setLinking(true)}>{m.passwordLink.open}</Button>}
    >
      {isLinking && <PasswordLinkModal onClose={() => setLinking(false)} />}
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && !error && <LoadingRows />}
      {data && (
        <Table label={m.admin.accounts}>
          <thead>
            <tr>
              <Th>{m.admin.account}</Th>
              <Th className="hidden sm:table-cell">{m.admin.state}</Th>
              <Th className="text-right">{m.admin.available}</Th>
              <Th className="hidden text-right sm:table-cell">{m.admin.inUse}</Th>
              <Th className="hidden md:table-cell">{m.keys.created}</Th>
              <Th>
                <span className="sr-only">{m.common.more}</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {data.map((account) => (
              <Row key={account.id} account={account} onGrant={() => setGranting(account)} />
            ))}
          </tbody>
        </Table>
      )}
      <GrantModal account={granting} onClose={() => setGranting(undefined)} />
    </Page>
  )
}

const Row = ({ account, onGrant }: { account: Account; onGrant: () => void }) => {
  const isActive = account.state === 'active'
  return (
    <tr>
      <Td className="w-full max-w-0">
        <span className="block truncate font-medium" title={account.name}>
          {account.name}
        </span>
        <code className="block truncate text-faint">{account.id}</code>
      </Td>
      <Td className="hidden sm:table-cell">
        <Badge tone={isActive ? 'good' : 'warn'}>{m.admin.states[account.state]}</Badge>
      </Td>
      <Td className="nums text-right">{formatUsd(account.available)}</Td>
      <Td className="nums hidden text-right text-soft sm:table-cell">{formatUsd(account.in_use)}</Td>
      <Td className="hidden whitespace-nowrap text-soft md:table-cell">{formatDay(account.created_at)}</Td>
      <Td>
        <div className="flex flex-col items-end gap-1 sm:flex-row sm:justify-end">
          <Button size="sm" onClick={onGrant}>
            {m.admin.grant}
          </Button>
          {account.state === 'active' && <Suspend account={account} />}
          {account.state === 'suspended' && <Resume account={account} />}
        </div>
      </Td>
    </tr>
  )
}

const Suspend = ({ account }: { account: Account }) => {
  const client = useQueryClient()
  const [isAsking, setAsking] = useState(false)
  return (
    <>
      <Button size="sm" look="quiet" onClick={() => setAsking(true)}>
        {m.admin.suspend}
      </Button>
      <ConfirmModal
        title={m.admin.suspendTitle(account.name)}
        text={m.admin.suspendText}
        action={m.admin.suspend}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        onConfirm={async () => {
          await setAccountState(account.id, 'suspended')
          await client.invalidateQueries({ queryKey: accountsQuery.queryKey })
        }}
      />
    </>
  )
}

const Resume = ({ account }: { account: Account }) => {
  const client = useQueryClient()
  const resume = useMutation({
    mutationFn: () => setAccountState(account.id, 'active'),
    onError: ({ message }) => say(m.common.somethingFailed, message),
    onSettled: () => client.invalidateQueries({ queryKey: accountsQuery.queryKey }),
  })
  return (
    <Button size="sm" look="quiet" isBusy={resume.isPending} onClick={() => resume.mutate()}>
      {m.admin.resume}
    </Button>
  )
}
