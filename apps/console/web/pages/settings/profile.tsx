import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { rename } from '../../api/profile.ts'
import { useSession } from '../../layout/use-session.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Failure } from '../../ui/states.tsx'
import { say } from '../../ui/say.ts'
import { fieldsOf } from '../entrance/fields-of.ts'

export const Profile = () => {
  const { user } = useSession()
  const client = useQueryClient()
  const save = useMutation({
    mutationFn: (name: string) => rename(name),
    onSuccess: async () => {
      say(m.common.saved)
      await client.invalidateQueries({ queryKey: ['session'] })
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    save.mutate(fieldsOf(event.currentTarget).name ?? '')
  }
  return (
    <section>
      <h2 className="mb-3 text-lg font-semibold">{m.settings.profile}</h2>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {save.isError && <Failure error={save.error} />}
        <TextField name="name" label={m.settings.name} defaultValue={user.name} maxLength={100} required />
        <TextField label={m.settings.email} value={user.email} readOnly disabled />
        <div>
          <Button type="submit" isBusy={save.isPending}>
            {m.common.save}
          </Button>
        </div>
      </form>
    </section>
  )
}
