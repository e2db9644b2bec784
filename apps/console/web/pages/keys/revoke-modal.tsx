import { useMutation, useQueryClient } from '@tanstack/react-query'
import { revokeKey, type Key } from '../../api/keys.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { Modal, ModalActions } from '../../ui/modal.tsx'
import { Failure } from '../../ui/states.tsx'

type RevokeProps = { isOpen: boolean; apiKey: Key; onClose: () => void }

export const RevokeModal = ({ isOpen, apiKey, onClose }: RevokeProps) => {
  const client = useQueryClient()
  const revoke = useMutation({
    mutationFn: () => revokeKey(apiKey.id),
    onSuccess: async () => {
      onClose()
      await client.invalidateQueries({ queryKey: ['keys'] })
    },
  })
  return (
    <Modal title={m.keys.revokeTitle(apiKey.name)} text={m.keys.revokeText} isOpen={isOpen} onClose={onClose}>
      {revoke.isError && <Failure error={revoke.error} />}
      <ModalActions>
        <Button onClick={onClose}>{m.common.cancel}</Button>
        <Button look="danger" isBusy={revoke.isPending} onClick={() => revoke.mutate()}>
          {m.keys.revoke}
        </Button>
      </ModalActions>
    </Modal>
  )
}
