import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { ModalActions } from '../../ui/modal.tsx'
import { Failure } from '../../ui/states.tsx'
import { useForm } from '../entrance/use-form.ts'

type PasswordStepProps<Answer> = {
  action: string
  look: 'primary' | 'danger'
  send: (password: string) => Promise<Answer>
  onDone: (answer: Answer) => void
}

/** Asks for the password, so that a stranger at an open browser cannot continue. */
export const PasswordStep = <Answer,>({ action, look, send, onDone }: PasswordStepProps<Answer>) => {
  const { work, onSubmit } = useForm(({ password = '' }) => send(password), onDone)
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-4">
      {work.isError && <Failure error={work.error} />}
      <TextField
        name="password"
        type="password"
        label={m.security.passwordToContinue}
        autoComplete="current-password"
        required
        autoFocus
      />
      <ModalActions>
        <Button type="submit" look={look} isBusy={work.isPending}>
          {action}
        </Button>
      </ModalActions>
    </form>
  )
}
