import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import {
  endSession,
  sessionsQuery,
  signOutElsewhere,
  signOutEverywhere,
  type SessionInfo,
} from '../../api/profile.ts'
import { useSession } from '../../layout/use-session.ts'
import { m } from '../../messages/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ConfirmModal } from '../../ui/confirm-modal.tsx'
import { formatInstant } from '../../ui/format.ts'
import { Failure, LoadingRows } from '../../ui/states.tsx'
import { say } from '../../ui/say.ts'
import { describeBrowser } from './describe-browser.ts'

/** The sessions of the person; each can be ended. */
export const Sessions = () => {
  const client = useQueryClient()
  const navigate = useNavigate()
  const { data, error, refetch } = useQuery(sessionsQuery)
  const [isLeaving, setLeaving] = useState(false)
  const leave = useMutation({
    mutationFn: signOutElsewhere,
    onSuccess: () => say(m.settings.signedOutOthers),
    onSettled: () => client.invalidateQueries({ queryKey: ['sessions'] }),
  })
  const leaveAll = async () => {
    await signOutEverywhere()
    client.clear()
    await navigate({ to: '/sign-in' })
  }
  return (
    <section>
      <h2 className="text-lg font-semibold">{m.settings.sessions}</h2>
      <p className="mb-3 text-soft">{m.settings.sessionsText}</p>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {leave.isError && <Failure error={leave.error} />}
      {data === undefined && !error && <LoadingRows rows={2} />}
      <ul className="mb-4 divide-y divide-line rounded-lg border border-line empty:hidden">
        {data?.map((session) => (
          <Row key={session.token} session={session} />
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <Button isBusy={leave.isPending} onClick={() => leave.mutate()}>
          {m.settings.signOutOthers}
        </Button>
        <Button look="danger" onClick={() => setLeaving(true)}>
          {m.security.endAll}
        </Button>
      </div>
      <ConfirmModal
        title={m.security.endAll}
        text={m.security.endAllText}
        action={m.security.endAll}
        isOpen={isLeaving}
        onClose={() => setLeaving(false)}
        onConfirm={leaveAll}
      />
    </section>
  )
}

const Row = ({ session }: { session: SessionInfo }) => {
  const { sessionId } = useSession()
  const client = useQueryClient()
  const end = useMutation({
    mutationFn: () => endSession(session.token),
    onError: ({ message }) => say(m.common.somethingFailed, message),
    onSettled: () => client.invalidateQueries({ queryKey: ['sessions'] }),
  })
  const isThis = session.id === sessionId
  return (
    <li className="flex items-center gap-3 px-4 py-2.5">
      <span className="min-w-0 flex-1">
        <span className="block truncate" title={session.userAgent ?? undefined}>
          {describeBrowser(session.userAgent ?? '')}
        </span>
        <span className="text-sm text-faint">
          {session.ipAddress} · {formatInstant(session.createdAt)}
        </span>
      </span>
      {isThis ? (
        <Badge tone="accent">{m.security.thisBrowser}</Badge>
      ) : (
        <Button size="sm" isBusy={end.isPending} onClick={() => end.mutate()}>
          {m.security.endSession}
        </Button>
      )}
    </li>
  )
}
