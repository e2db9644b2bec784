import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { confirmAddress } from '../../api/authentication.ts'
import { CardFrame } from '../../layout/card-frame.tsx'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { Failure } from '../../ui/states.tsx'
import { explained } from './explained.ts'
import { useEnter } from './use-enter.ts'

/** Confirms the address of a new account. It takes a click, because mail programs open links by themselves. */
export const ConfirmPage = () => {
  const [token] = useState(() => location.hash.slice(1))
  const enter = useEnter()
  const confirm = useMutation({ mutationFn: () => confirmAddress(token), onSuccess: enter })
  return (
    <CardFrame title={m.confirm.title} text={m.confirm.text}>
      <div className="flex flex-col gap-4">
        {confirm.isError && <Failure error={explained(confirm.error, m.confirm.refused)} />}
        {token === '' ? (
          <p className="text-soft">{m.confirm.missing}</p>
        ) : (
          <Button look="primary" autoFocus isBusy={confirm.isPending} onClick={() => confirm.mutate()}>
            {m.confirm.submit}
          </Button>
        )}
        <Link to="/sign-in" className="text-center font-medium text-accent hover:underline">
          {m.confirm.again}
        </Link>
      </div>
    </CardFrame>
  )
}
