import { useMutation, useQuery } from '@tanstack/react-query'
import { KeyRound, LogIn } from 'lucide-react'
import { signInElsewhere } from '../../api/authentication.ts'
import { ApiError } from '../../api/client.ts'
import { featuresQuery } from '../../api/features.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { Failure } from '../../ui/states.tsx'

/** Sign-in without a password: single sign-on and passkeys. */
export const OtherWays = ({ next, onEnter }: { next: string; onEnter: () => Promise<void> }) => {
  const { data: features } = useQuery(featuresQuery)
  const elsewhere = useMutation({ mutationFn: () => signInElsewhere(next) })
  const passkey = useMutation({ mutationFn: byPasskey, onSuccess: onEnter })
  const failed = elsewhere.error ?? passkey.error
  return (
    <div className="mt-5 flex flex-col gap-3">
      <p aria-hidden className="flex items-center gap-3 text-sm text-faint">
        <span className="h-px flex-1 bg-line" />
        {m.otherWays.or}
        <span className="h-px flex-1 bg-line" />
      </p>
      {failed && <Failure error={failed} />}
      {features?.single_sign_on && (
        <Button isBusy={elsewhere.isPending} onClick={() => elsewhere.mutate()}>
          <LogIn size={16} aria-hidden />
          {m.otherWays.singleSignOn(features.single_sign_on.name)}
        </Button>
      )}
      <Button isBusy={passkey.isPending} onClick={() => passkey.mutate()}>
        <KeyRound size={16} aria-hidden />
        {m.otherWays.passkey}
      </Button>
    </div>
  )
}

/** If the browser or the person refuses, our text is shown: the browser's quotes a specification. */
const byPasskey = async (): Promise<void> => {
  const { canHavePasskeys, signInByPasskey } = await import('../../api/passkeys.ts')
  if (!canHavePasskeys()) throw new Error(m.security.noPasskeysHere)
  await signInByPasskey().catch((error: unknown) => {
    const isOurs = error instanceof ApiError && (error.status === 0 || error.status >= 429)
    throw isOurs ? error : new Error(m.otherWays.passkeyFailed)
  })
}
