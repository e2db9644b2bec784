import { useMutation } from '@tanstack/react-query'
import { m } from '../messages/index.ts'
import { Button } from './button.tsx'
import { Modal, ModalActions } from './modal.tsx'
import { Failure } from './states.tsx'

type ConfirmProps = {
  title: string
  text: string
  /** The text of the button that does it. */
  action: string
  isOpen: boolean
  onClose: () => void
  onConfirm: () => Promise<unknown>
}

/** Asks for confirmation before something that cannot be undone. */
export const ConfirmModal = ({ title, text, action, isOpen, onClose, onConfirm }: ConfirmProps) => {
  const work = useMutation({ mutationFn: onConfirm, onSuccess: onClose })
  return (
    <Modal title={title} text={text} isOpen={isOpen} onClose={onClose}>
      {work.isError && <Failure error={work.error} />}
      <ModalActions>
        <Button onClick={onClose}>{m.common.cancel}</Button>
        <Button look="danger" isBusy={work.isPending} onClick={() => work.mutate()}>
          {action}
        </Button>
      </ModalActions>
    </Modal>
  )
}
