import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { membersQuery } from '../../api/members.ts'
import { useMay, useSession } from '../../layout/use-session.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { Failure, LoadingRows } from '../../ui/states.tsx'
import { Table, Th } from '../../ui/table.tsx'
import { Invitations } from './invitations.tsx'
import { InviteModal } from './invite-modal.tsx'
import { MemberRow } from './member-row.tsx'

export const MembersPage = () => {
  const { organization } = useSession()
  const mayManage = useMay('manage-members')
  const [isInviting, setInviting] = useState(false)
  const { data, error, refetch } = useQuery(membersQuery(organization.id))
  const invite = mayManage && (
    <Button look="primary" onClick={() => setInviting(true)}>
      <Plus size={16} aria-hidden />
      {m.members.invite}
    </Button>
  )
  return (
    <Page title={m.members.title} text={`${m.members.text} ${m.members.roleHints}`} actions={invite}>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && !error && <LoadingRows rows={3} />}
      {data && (
        <Table label={m.members.title}>
          <thead>
            <tr>
              <Th>{m.members.name}</Th>
              <Th>{m.members.role}</Th>
              <Th className="hidden sm:table-cell">{m.members.since}</Th>
              <Th>
                <span className="sr-only">{m.common.more}</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {data.map((member) => (
              <MemberRow key={member.id} member={member} mayManage={mayManage} />
            ))}
          </tbody>
        </Table>
      )}
      {mayManage && <Invitations />}
      <InviteModal isOpen={isInviting} onClose={() => setInviting(false)} />
    </Page>
  )
}
