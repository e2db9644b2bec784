import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent, ReactNode } from 'react'
import { changePassword, setFirstPassword } from '../../api/profile.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { NewPassword } from '../../ui/new-password.tsx'
import { Failure } from '../../ui/states.tsx'
import { say } from '../../ui/say.ts'
import { fieldsOf } from '../entrance/fields-of.ts'

type FormProps = {
  action: string
  save: (fields: Record<string, string>) => Promise<unknown>
  children: ReactNode
}

const PasswordForm = ({ action, save, children }: FormProps) => {
  const client = useQueryClient()
  const work = useMutation({
    mutationFn: save,
    onSuccess: async () => {
      say(m.common.saved)
      await client.invalidateQueries()
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    work.mutate(fieldsOf(form), { onSuccess: () => form.reset() })
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {work.isError && <Failure error={work.error} />}
      {children}
      <div>
        <Button type="submit" isBusy={work.isPending}>
          {action}
        </Button>
      </div>
    </form>
  )
}

export const ChangePassword = () => (
  <PasswordForm
    action={m.settings.changePassword}
    save={({ current = '', password = '' }) => changePassword(current, password)}
  >
    <TextField
      name="current"
      type="password"
      label={m.settings.currentPassword}
      autoComplete="current-password"
      required
    />
    <NewPassword />
  </PasswordForm>
)

/** The first administrator also sets their address; all others have one. */
export const FirstPassword = ({ address }: { address: string | null }) => (
  <PasswordForm
    action={m.settings.setPassword}
    save={({ email = '', password = '' }) => setFirstPassword(email, password)}
  >
    <p className="text-soft">
      {address === null ? m.settings.firstPassword : m.security.passwordOfElsewhere}
    </p>
    <TextField
      name="email"
      type="email"
      label={m.settings.email}
      autoComplete="username"
      defaultValue={address ?? ''}
      readOnly={address !== null}
      required
    />
    <NewPassword />
  </PasswordForm>
)
