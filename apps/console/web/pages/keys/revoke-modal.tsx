import { useQueryClient } from '@tanstack/react-query'
import { revokeKey, type Key } from '../../api/keys.ts'
import { m } from '../../messages/index.ts'
import { ConfirmModal } from '../../ui/confirm-modal.tsx'

type RevokeProps = { isOpen: boolean; apiKey: Key; onClose: () => void }

export const RevokeModal = ({ isOpen, apiKey, onClose }: RevokeProps) => {
  const client = useQueryClient()
  return (
    <ConfirmModal
      title={m.keys.revokeTitle(apiKey.name)}
      text={m.keys.revokeText}
      action={m.keys.revoke}
      isOpen={isOpen}
      onClose={onClose}
      onConfirm={async () => {
        await revokeKey(apiKey.id)
        await client.invalidateQueries({ queryKey: ['keys'] })
      }}
    />
  )
}
