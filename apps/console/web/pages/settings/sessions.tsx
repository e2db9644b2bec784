import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { sessionsQuery, signOutElsewhere } from '../../api/profile.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { formatInstant } from '../../ui/format.ts'
import { Failure, LoadingRows } from '../../ui/states.tsx'
import { say } from '../../ui/toasts.tsx'

export const Sessions = () => {
  const client = useQueryClient()
  const { data, error, refetch } = useQuery(sessionsQuery)
  const leave = useMutation({
    mutationFn: signOutElsewhere,
    onSuccess: () => say(m.settings.signedOutOthers),
    onSettled: () => client.invalidateQueries({ queryKey: ['sessions'] }),
  })
  return (
    <section>
      <h2 className="text-lg font-semibold">{m.settings.sessions}</h2>
      <p className="mb-3 text-soft">{m.settings.sessionsText}</p>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && !error && <LoadingRows rows={2} />}
      <ul className="mb-4 divide-y divide-line rounded-lg border border-line empty:hidden">
        {data?.map(({ token, createdAt, ipAddress, userAgent }) => (
          <li key={token} className="px-4 py-2.5">
            <span className="block truncate">{userAgent || m.settings.unknownDevice}</span>
            <span className="text-sm text-faint">
              {ipAddress} · {formatInstant(createdAt)}
            </span>
          </li>
        ))}
      </ul>
      <Button isBusy={leave.isPending} onClick={() => leave.mutate()}>
        {m.settings.signOutOthers}
      </Button>
    </section>
  )
}
