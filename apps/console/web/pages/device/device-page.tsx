import { useMutation } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { sendJson } from '../../api/client.ts'
import { CardFrame } from '../../layout/card-frame.tsx'
import { useSession } from '../../layout/use-session.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Failure } from '../../ui/states.tsx'

/** Approves a program that shows a code. */
export const DevicePage = () => {
  const { user_code: asked = '' } = useSearch({ from: '/device' })
  const { organization } = useSession()
  const [code, setCode] = useState(asked)
  const answer = useMutation({
    mutationFn: (isApproved: boolean) =>
      sendJson('POST', '/console/api/devices', { user_code: code, is_approved: isApproved }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    answer.mutate(true)
  }
  if (answer.isSuccess)
    return (
      <CardFrame title={m.device.title}>
        <p role="status">{answer.variables ? m.device.approved : m.device.denied}</p>
      </CardFrame>
    )
  return (
    <CardFrame title={m.device.title} text={m.device.text}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {answer.isError && <Failure error={answer.error} />}
        <TextField
          label={m.device.code}
          hint={m.device.codeHint}
          value={code}
          onChange={({ target }) => setCode(target.value)}
          className="[&_input]:font-mono [&_input]:tracking-widest [&_input]:uppercase"
          autoComplete="off"
          required
        />
        <p className="text-soft">{m.device.organization(organization.name)}</p>
        <div className="flex gap-2">
          <Button type="submit" look="primary" className="flex-1" isBusy={answer.isPending}>
            {m.device.approve}
          </Button>
          <Button onClick={() => answer.mutate(false)} disabled={code === '' || answer.isPending}>
            {m.device.deny}
          </Button>
        </div>
      </form>
    </CardFrame>
  )
}
