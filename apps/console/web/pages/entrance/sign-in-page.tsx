import { Link, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { signIn } from '../../api/authentication.ts'
import { CardFrame } from '../../layout/card-frame.tsx'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { focusWhenDrawn } from '../../ui/focus-when-drawn.ts'
import { Failure } from '../../ui/states.tsx'
import { explained } from './explained.ts'
import { OtherWays } from './other-ways.tsx'
import { SecondStep } from './second-step.tsx'
import { useEnter } from './use-enter.ts'
import { useForm } from './use-form.ts'

export const SignInPage = () => {
  const { next = '/playground', error } = useSearch({ from: '/sign-in' })
  const enter = useEnter(next)
  const [needsCode, setNeedsCode] = useState(false)
  const { work, onSubmit } = useForm(
    ({ email = '', password = '' }) => signIn(email, password),
    ({ twoFactorRedirect }) => (twoFactorRedirect === true ? setNeedsCode(true) : enter()),
  )
  if (needsCode) return <SecondStep onDone={enter} />
  return (
    <CardFrame title={m.signIn.title}>
      <form onSubmit={onSubmit} className="flex flex-col gap-4">
        {work.isError && <Failure error={explained(work.error)} />}
        {error !== undefined && work.isIdle && <Failure error={new Error(elsewhereFailed(error))} />}
        <TextField
          name="email"
          type="email"
          label={m.signIn.email}
          autoComplete="username webauthn"
          required
          ref={focusWhenDrawn}
        />
        <TextField
          name="password"
          type="password"
          label={m.signIn.password}
          autoComplete="current-password"
          required
        />
        <Button type="submit" look="primary" isBusy={work.isPending}>
          {m.signIn.submit}
        </Button>
        <Link to="/forgot-password" className="text-center text-sm text-accent hover:underline">
          {m.signIn.forgot}
        </Link>
      </form>
      <OtherWays next={next} onEnter={enter} />
      <p className="mt-5 text-center text-soft">
        {m.signIn.noAccount}{' '}
        <Link to="/sign-up" search={{ next }} className="font-medium text-accent hover:underline">
          {m.nav.signUp}
        </Link>
      </p>
    </CardFrame>
  )
}

/** Why single sign-on failed. */
const elsewhereFailed = (code: string): string => {
  const { failures } = m.otherWays
  return code in failures ? failures[code as keyof typeof failures] : failures.other
}
