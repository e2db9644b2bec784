import { makePasswordLink } from '../../api/admin.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { TextField } from '../../ui/field.tsx'
import { Modal, ModalActions } from '../../ui/modal.tsx'
import { Failure } from '../../ui/states.tsx'
import { useForm } from '../entrance/use-form.ts'

/** Creates a link for a forgotten password, for platforms without mail. */
export const PasswordLinkModal = ({ onClose }: { onClose: () => void }) => {
  const { work, onSubmit } = useForm(({ email = '' }) => makePasswordLink(email))
  return (
    <Modal title={m.passwordLink.title} text={m.passwordLink.text} isOpen onClose={onClose}>
      {work.data ? (
        <CodeBlock code={work.data.link} />
      ) : (
        <form onSubmit={onSubmit} className="flex flex-col gap-4">
          {work.isError && <Failure error={work.error} />}
          <TextField name="email" type="email" label={m.signIn.email} required autoFocus />
          <ModalActions>
            <Button onClick={onClose}>{m.common.cancel}</Button>
            <Button type="submit" look="primary" isBusy={work.isPending}>
              {m.passwordLink.make}
            </Button>
          </ModalActions>
        </form>
      )}
    </Modal>
  )
}
