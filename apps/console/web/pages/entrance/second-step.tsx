import { useState } from 'react'
import { confirmByCode, confirmByRecoveryCode } from '../../api/authentication.ts'
import { ApiError } from '../../api/client.ts'
import { CardFrame } from '../../layout/card-frame.tsx'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Failure } from '../../ui/states.tsx'
import { useForm } from './use-form.ts'

type Way = 'authenticator' | 'recovery'

/** Asks for the second factor after the password. */
export const SecondStep = ({ onDone }: { onDone: () => Promise<void> }) => {
  const [way, setWay] = useState<Way>('authenticator')
  const { work, onSubmit } = useForm(({ code = '', trust }) => {
    const send = way === 'authenticator' ? confirmByCode : confirmByRecoveryCode
    return send(code.trim(), trust === 'on')
  }, onDone)
  const isRecovery = way === 'recovery'
  const turn = () => {
    work.reset()
    setWay(isRecovery ? 'authenticator' : 'recovery')
  }
  return (
    <CardFrame title={m.secondStep.title} text={isRecovery ? m.secondStep.recoveryText : m.secondStep.text}>
      <form onSubmit={onSubmit} className="flex flex-col gap-4">
        {work.isError && <Failure error={explained(work.error)} />}
        <TextField
          key={way}
          name="code"
          label={isRecovery ? m.secondStep.recovery : m.secondStep.code}
          hint={isRecovery ? undefined : m.secondStep.codeHint}
          autoComplete="one-time-code"
          inputMode={isRecovery ? 'text' : 'numeric'}
          maxLength={isRecovery ? 40 : 8}
          required
          autoFocus
        />
        <label className="flex items-center gap-2 text-soft">
          <input type="checkbox" name="trust" className="size-4 accent-accent" />
          {m.secondStep.trust}
        </label>
        <Button type="submit" look="primary" isBusy={work.isPending}>
          {m.secondStep.submit}
        </Button>
        <Button look="quiet" onClick={turn}>
          {isRecovery ? m.secondStep.useCode : m.secondStep.useRecovery}
        </Button>
      </form>
    </CardFrame>
  )
}

const explained = (error: unknown): unknown => {
  if (!(error instanceof ApiError)) return error
  if (error.code === 'ACCOUNT_TEMPORARILY_LOCKED' || error.status === 429)
    return new Error(m.secondStep.locked)
  return error.status === 401 || error.status === 400 ? new Error(m.secondStep.refused) : error
}
