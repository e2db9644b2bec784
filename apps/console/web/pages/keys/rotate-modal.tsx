import { useQueryClient } from '@tanstack/react-query'
import { rotateKey, type CreatedKey, type Key } from '../../api/keys.ts'
import { m } from '../../messages/index.ts'
import { RotateForm } from '../../ui/rotate-form.tsx'

type RotateProps = { isOpen: boolean; apiKey: Key; onClose: () => void; onRotated: (key: CreatedKey) => void }

export const RotateModal = ({ isOpen, apiKey, onClose, onRotated }: RotateProps) => {
  const client = useQueryClient()
  return (
    <RotateForm
      title={m.keys.rotateTitle(apiKey.name)}
      text={m.keys.rotateText}
      isOpen={isOpen}
      onClose={onClose}
      onRotate={async (seconds) => {
        onRotated(await rotateKey(apiKey.id, seconds))
        void client.invalidateQueries({ queryKey: ['keys'] })
      }}
    />
  )
}
